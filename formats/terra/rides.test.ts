/** A file that is imported, stored as Terra's activity and written as FIT again: the real ones where they are at hand (RIDES_FOLDER). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readActivityFile } from '../file.js';
import { decodeFit } from '../fit/decode/decode.js';
import { encodeFit } from '../fit/encode-recording.js';
import type { Channel, Recording } from '../recording/recording.js';
import { recordingOfTerra } from './decode.js';
import { terraActivityOf } from './encode.js';
import { SERIES } from './places.js';

const paths = ['test/fixtures/rides', process.env['RIDES_FOLDER'] ?? '../shared/data/rides']
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((path) => /\.(?:fit|gpx|tcx)$/.test(path));
const CHANNELS = SERIES.flatMap(({ channel, pairedWith }) => (pairedWith === undefined ? [channel] : [channel, pairedWith]));

/** Each value of a channel with the whole second that FIT has for it. */
const told = ({ startMicros, samples: { micros, channels } }: Recording, channel: Channel): (readonly [number, number])[] =>
  [...(channels[channel] ?? [])].flatMap((value, i) =>
    Number.isNaN(value) ? [] : [[Math.floor((startMicros + (micros[i] ?? NaN)) / 1e6), value] as const],
  );

/** Rows that Terra's series make: at each instant as many as the series with the most values there. */
function rowsOf({ samples: { micros, channels } }: Recording): number {
  const most = new Map<number, number>();
  for (const channel of CHANNELS) {
    const here = new Map<number, number>();
    channels[channel]?.forEach((value, i) => {
      const at = micros[i] ?? NaN;
      if (!Number.isNaN(value)) here.set(at, (here.get(at) ?? 0) + 1);
    });
    for (const [at, count] of here) most.set(at, Math.max(count, most.get(at) ?? 0));
  }
  return [...most.values()].reduce((sum, count) => sum + count, 0);
}

test.each(paths)('%s through Terra and FIT: every value at its second', (path) => {
  for (const recording of readActivityFile(readFileSync(path)).recordings) {
    const { body } = terraActivityOf(recording, { summaryId: 'x' });
    const stored = recordingOfTerra(body);
    expect(Buffer.from(terraActivityOf(stored, { summaryId: 'x' }).body).equals(body)).toBe(true);
    const [back, ...more] = decodeFit(encodeFit(stored));
    expect(more).toEqual([]);
    expect(back?.samples.micros).toHaveLength(rowsOf(recording));
    for (const channel of CHANNELS) {
      const [first, last] = [told(recording, channel), told(back as Recording, channel)];
      expect([channel, last.map(([second]) => second)]).toEqual([channel, first.map(([second]) => second)]);
      const worst = first.reduce((most, [, value], i) => Math.max(most, Math.abs(value - (last[i]?.[1] ?? NaN))), 0);
      expect([channel, worst <= (STEPS[channel] ?? 0)]).toEqual([channel, true]);
    }
  }
});

/** Half of FIT's steps, where a file tells more. */
const STEPS: Readonly<Partial<Record<Channel, number>>> = {
  // In FIT itself none: Terra's 8 decimals are finer.
  latitudeDegrees: 4.7e-8,
  longitudeDegrees: 4.7e-8,
  altitudeMeters: 0.1001,
  distanceMeters: 0.0051,
  speedMetersPerSecond: 0.00051,
  cadenceRpm: 0.0051,
};
