/** What we write as FIT, read by decoders that have nothing in common with ours: gpsbabel (Debian) and fitdecode (PyPI), the latter in strict mode. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { packageRoot } from '../../apps/cli/runtime/package-root.js';
import { encodeFit } from '../../formats/fit/encode-recording.js';
import type { Channel } from '../../formats/recording/recording.js';
import { python } from '../conformance/support/python.js';
import { pointsIn } from './gpsbabel.js';
import { ALL, difference, secondsOf, valuesOf } from './recordings.js';

jest.setTimeout(300_000);

let folder: string;
const pathOf = (index: number): string => join(folder, `${index}.fit`);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'freehub-fit-'));
  for (const { recording, index } of ALL) writeFileSync(pathOf(index), encodeFit(recording));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('fitdecode, strict', () => {
  const number = z.number().nullable();
  const span = z.tuple([z.number(), z.number(), z.number()]);
  const schema = z.object({
    counts: z.record(z.string(), z.number()),
    rows: z.array(z.array(number)),
    lap: z.array(span),
    session: z.array(span),
  });
  let read: z.infer<typeof schema>[];
  beforeAll(async () => {
    const input = ALL.map((_, i) => `${pathOf(i)}\n`).join('');
    const { code, stdout, stderr } = await python([join(packageRoot(), 'test/formats/fit_readers.py')], { input });
    if (code !== 0) throw new Error(stderr.slice(-2000));
    read = stdout
      .trim()
      .split('\n')
      .map((line) => schema.parse(JSON.parse(line)));
  });

  test.each(ALL)('$name', ({ recording, index }) => {
    const { counts, rows, lap, session } = read[index] as (typeof read)[number];
    const column = (n: number): (number | null)[] => rows.map((row) => row[n] ?? null);
    const degrees = (n: number): (number | null)[] => column(n).map((value) => (value === null ? null : (value * 180) / 2 ** 31));
    expect(column(0)).toEqual(secondsOf(recording));
    for (const [channel, got, most] of [
      ['latitudeDegrees', degrees(1), 1e-6],
      ['longitudeDegrees', degrees(2), 1e-6],
      ['altitudeMeters', column(3), 0.2],
      ['distanceMeters', column(4), 0.01],
      ['speedMetersPerSecond', column(5), 0.001],
      ['heartRateBpm', column(6), 0],
      ['powerWatts', column(8), 0],
      ['temperatureCelsius', column(9), 0],
    ] as const)
      expect([channel, difference(valuesOf(recording, channel), got, most)]).toEqual([channel, undefined]);
    const whole = valuesOf(recording, 'cadenceRpm').map((value) => (value === null ? null : Math.floor(value)));
    expect(difference(whole, column(7), 0)).toBeUndefined();
    expect(counts).toMatchObject({ file_id: 1, device_info: 1, activity: 1, session: recording.legs.length });
    expect(counts['event']).toBe(2 + 2 * recording.pauses.length);
    expect(lap.length).toBe(Math.max(recording.laps.length, recording.legs.length));
    recording.legs.forEach(({ startMicros, totals }, i) => {
      const [start, elapsed, timer] = session[i] ?? [];
      expect(start).toBe(Math.floor((recording.startMicros + startMicros) / 1e6));
      if (totals.elapsedSeconds !== null) expect([elapsed, timer]).toEqual([totals.elapsedSeconds, totals.timerSeconds]);
    });
  });
});

describe('gpsbabel', () => {
  test.each(ALL)('$name', async ({ recording, index }) => {
    // Without `allpoints` nothing without a place is read.
    const { seconds, numbers } = await pointsIn(pathOf(index), 'garmin_fit,allpoints=1');
    const zeros = (channel: Channel): number[] => valuesOf(recording, channel).map((value) => Math.floor(value ?? 0));
    expect(seconds).toEqual(secondsOf(recording));
    for (const [channel, name] of [
      ['heartRateBpm', 'Heartrate'],
      ['powerWatts', 'Power'],
      ['cadenceRpm', 'Cadence'],
    ] as const)
      expect([channel, difference(zeros(channel), numbers(name), 0)]).toEqual([channel, undefined]);
    for (const [channel, name] of [
      ['latitudeDegrees', 'Latitude'],
      ['longitudeDegrees', 'Longitude'],
    ] as const) {
      const wanted = valuesOf(recording, channel).map((value) => value ?? 0);
      expect([channel, difference(wanted, numbers(name), 1e-6)]).toEqual([channel, undefined]);
    }
  });
});
