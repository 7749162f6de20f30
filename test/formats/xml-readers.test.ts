/** What we write as GPX and TCX, read by gpsbabel (Debian), and parsed by expat (Python). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { encodeGpx, samplesWithoutPosition } from '../../formats/gpx/encode.js';
import type { Recording } from '../../formats/recording/recording.js';
import { encodeTcx } from '../../formats/tcx/encode.js';
import { ACTIVITY_TYPES } from '../../model/terra/activity/activity-type.js';
import { python } from '../conformance/support/python.js';
import { pointsIn } from './gpsbabel.js';
import { ALL, difference, secondsOf, valuesOf } from './recordings.js';

jest.setTimeout(300_000);

const SAMPLED = ALL.filter(({ recording }) => recording.samples.micros.length > 0);
const LOCATED = SAMPLED.filter(({ recording }) => samplesWithoutPosition(recording) < recording.samples.micros.length);
/** gpsbabel writes places to six decimals, altitudes to one. */
const CHANNELS = [
  ['latitudeDegrees', 'Latitude', 1e-6],
  ['longitudeDegrees', 'Longitude', 1e-6],
  ['altitudeMeters', 'Altitude', 0.051],
  ['heartRateBpm', 'Heartrate', 0.5],
  ['cadenceRpm', 'Cadence', 0.5],
] as const;

/** It passes over points without a place. */
const located = <Value>(recording: Recording, values: readonly Value[]): Value[] => {
  const latitudes = valuesOf(recording, 'latitudeDegrees');
  return values.filter((_, row) => latitudes[row] !== null);
};

let folder: string;
const pathOf = (index: number, ending: string): string => join(folder, `${index}.${ending}`);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'freehub-xml-'));
  for (const { recording, index } of SAMPLED) writeFileSync(pathOf(index, 'tcx'), encodeTcx(recording));
  for (const { recording, index } of LOCATED) writeFileSync(pathOf(index, 'gpx'), encodeGpx(recording));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('all of it is well-formed', async () => {
  const paths = [...SAMPLED.map(({ index }) => pathOf(index, 'tcx')), ...LOCATED.map(({ index }) => pathOf(index, 'gpx'))];
  const program =
    'import sys\nfrom xml.parsers import expat\nfor path in sys.argv[1:]:\n  expat.ParserCreate(namespace_separator=" ").ParseFile(open(path, "rb"))';
  expect(await python(['-c', program, ...paths])).toMatchObject({ code: 0, stderr: '' });
});

describe('gpsbabel reads TCX', () => {
  test.each(LOCATED)('$name', async ({ recording, index }) => {
    const { seconds, numbers } = await pointsIn(pathOf(index, 'tcx'), 'gtrnctr');
    expect(seconds).toEqual(located(recording, secondsOf(recording)));
    for (const [channel, name, most] of [...CHANNELS, ['powerWatts', 'Power', 0.5] as const]) {
      // Of a run it stands in Garmin's extension, where gpsbabel does not look.
      if (name === 'Cadence' && recording.type === ACTIVITY_TYPES.RUNNING) continue;
      const wanted = located(recording, valuesOf(recording, channel)).map((value) => value ?? 0);
      expect([channel, difference(wanted, numbers(name), most)]).toEqual([channel, undefined]);
    }
  });
});

describe('gpsbabel reads GPX', () => {
  test.each(LOCATED)('$name', async ({ recording, index }) => {
    const { seconds, numbers } = await pointsIn(pathOf(index, 'gpx'), 'gpx');
    expect(seconds).toEqual(located(recording, secondsOf(recording)));
    // It does not know power in GPX.
    for (const [channel, name, most] of [...CHANNELS, ['temperatureCelsius', 'Temperature', 0.001] as const]) {
      const wanted = located(recording, valuesOf(recording, channel)).map((value) => value ?? 0);
      expect([channel, difference(wanted, numbers(name), most)]).toEqual([channel, undefined]);
    }
  });
});
