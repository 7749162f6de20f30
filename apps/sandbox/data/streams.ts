/** The body of a streams answer: made once for each source, then only prefixed with the ride's id. */
import { atOneHertz, STREAM_KEYS, STREAM_UNITS, type Recording, type StreamKey } from '../simulator/recording.js';
import type { StoredRide } from '../store/rides.js';
import { ByteCache } from './byte-cache.js';

export type Resolution = 'all' | '1hz';

export interface Streams {
  /** JSON bytes; undefined when nothing was recorded. */
  body(ride: StoredRide, keys: readonly StreamKey[], resolution: Resolution): Buffer | undefined;
}

/** @param recordingOf Makes or reads the samples of a ride. */
export function openStreams(recordingOf: (ride: StoredRide) => Recording, cacheBytes: number): Streams {
  const cache = new ByteCache(cacheBytes);
  return {
    body(ride, keys, resolution) {
      const shared = cache.get(JSON.stringify([ride.source, keys, resolution]), () =>
        encode(recordingOf(ride), keys, resolution),
      );
      if (shared.length === 0) return undefined;
      return Buffer.concat([Buffer.from(`{"activity_id":${JSON.stringify(ride.id)},"revision":${ride.revision}`), shared]);
    },
  };
}

function encode(recording: Recording, keys: readonly StreamKey[], resolution: Resolution): Buffer {
  if (recording.time.length === 0) return Buffer.alloc(0);
  const rows = resolution === '1hz' ? atOneHertz(recording) : recording;
  const streams = STREAM_KEYS.flatMap((key) => {
    const data = rows[key];
    // Time comes with every answer: the other streams mean nothing without it.
    return data && (key === 'time' || keys.includes(key))
      ? [`"${key}":{"unit":"${STREAM_UNITS[key]}","data":${JSON.stringify(data)}}`]
      : [];
  });
  return Buffer.from(`,"count":${rows.time.length},"streams":{${streams.join(',')}}}`);
}
