/** What normalizing a standard ride costs, beside the plain way (objects and JSON.stringify) over the same bytes in the same run. */
import { normalizeActivity } from '../../providers/insiders/normalize/normalize.js';
import { standardRide } from '../../providers/insiders/normalize/standard-ride.fixture.js';

export interface NormalizeFigures {
  /** Median milliseconds from raw bytes to final bytes. */
  readonly columnsMs: number;
  readonly objectsMs: number;
  /** Of the raw bytes alone, as a lower mark of what reading costs. */
  readonly parseMs: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

function medianMs(rounds: number, work: () => unknown): number {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[rounds >> 1] ?? NaN;
}

interface StreamsJson {
  readonly streams: Record<string, { readonly data: readonly (number | readonly number[])[] }>;
}

const VALUES: Record<string, string> = {
  distance: 'distance_meters',
  altitude: 'elev_meters',
  heartrate: 'bpm',
  speed: 'speed_meters_per_second',
  cadence: 'cadence_rpm',
  latlng: 'coords_lat_lng_deg',
  power: 'watts',
};

/** The same samples by an object each. */
function byObjects(streams: Buffer): Buffer {
  const json = JSON.parse(streams.toString('utf8')) as StreamsJson;
  const start = Date.UTC(2026, 8, 30, 19, 2, 11);
  const stamps = (json.streams['time']?.data ?? []).map((second) =>
    new Date(start + Number(second) * 1000).toISOString().replace('Z', '000+02:00'),
  );
  const samples = Object.entries(VALUES).map(([stream, value]) => [
    stream,
    (json.streams[stream]?.data ?? []).map((entry, i) => ({ timestamp: stamps[i], [value]: entry })),
  ]);
  return Buffer.from(JSON.stringify(Object.fromEntries(samples)));
}

/** @param rounds of each way, after as many to warm up. */
export function benchNormalize(rounds = 60): NormalizeFigures {
  const ride = standardRide();
  const parts = [
    { part: 'detail', bytes: ride.detail },
    { part: 'streams', bytes: ride.streams },
  ];
  const ref = { type: 'activity', id: ride.id, revision: null } as const;
  const columns = (): number => normalizeActivity(ref, parts).body.length;
  const objects = (): number => byObjects(ride.streams).length;
  const parse = (): unknown => JSON.parse(ride.streams.toString('utf8'));
  for (const way of [columns, objects, parse]) medianMs(rounds, way);
  return {
    columnsMs: medianMs(rounds, columns),
    objectsMs: medianMs(rounds, objects),
    parseMs: medianMs(rounds, parse),
    bytesIn: ride.detail.length + ride.streams.length,
    bytesOut: columns(),
  };
}
