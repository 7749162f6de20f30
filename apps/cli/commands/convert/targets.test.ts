/** What `freehub convert` makes of recordings whose source claims little, and what it says that a target cannot hold. */
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readActivityFile } from '../../../../formats/file.js';
import { NO_TOTALS, type Recording } from '../../../../formats/recording/recording.js';
import { lossesTo } from './losses.js';
import { encodeTo } from './targets.js';

const SOURCE = { sha256: 'a'.repeat(64), index: 0 };
const points = Array.from(
  { length: 11 },
  (_, i) =>
    `<trkpt lat="${(48 + i / 10_000).toFixed(4)}" lon="11"><time>2026-05-01T10:00:${String(i).padStart(2, '0')}Z</time>` +
    `<extensions><power>${200 + i}</power><hr>${120 + i}</hr></extensions></trkpt>`,
);
const read = (text: string): Recording => {
  const [recording] = readActivityFile(Buffer.from(text)).recordings;
  if (!recording) throw new Error('nothing');
  return recording;
};
const GPX = read(`<gpx version="1.1"><trk><trkseg>${points.join('')}</trkseg></trk></gpx>`);
/** 111.2 m for a thousandth of a degree. */
const METERS = 111.2;

describe('a file that claims no totals', () => {
  test('has those of its samples in a FIT session', () => {
    const [back] = readActivityFile(encodeTo('fit', GPX, SOURCE)).recordings;
    expect(back?.totals).toMatchObject({
      elapsedSeconds: 10,
      avgHeartRateBpm: 125,
      maxHeartRateBpm: 130,
      avgPowerWatts: 205,
      maxPowerWatts: 210,
    });
    expect(back?.totals.distanceMeters).toBeCloseTo(METERS, 1);
    expect(back?.totals.energyKilocalories).toBeNull();
  });

  test('has them as Observations in FHIR', () => {
    const entry = z.object({
      resource: z.object({
        code: z.object({ text: z.string().optional() }).optional(),
        valueQuantity: z.object({ value: z.number() }).optional(),
      }),
    });
    const { entry: entries } = z
      .object({ entry: z.array(entry) })
      .parse(JSON.parse(Buffer.from(encodeTo('fhir', GPX, SOURCE)).toString()));
    const told = new Map(entries.map(({ resource }) => [resource.code?.text, resource.valueQuantity?.value]));
    expect(told.get('Mean heart rate')).toBe(125);
    expect(told.get('Highest power')).toBe(210);
    expect(told.get('Distance')).toBeCloseTo(METERS, 1);
  });
});

describe('what a target cannot hold is told', () => {
  const recording: Recording = {
    ...GPX,
    totals: { ...NO_TOTALS, energyKilocalories: 651 },
    laps: [0, 5e6].map((startMicros) => ({ startMicros, totals: NO_TOTALS, trigger: null })),
    samples: {
      micros: Float64Array.of(0, 1e6, 2e6),
      channels: {
        latitudeDegrees: Float64Array.of(48, NaN, 48),
        longitudeDegrees: Float64Array.of(11, NaN, 11),
        altitudeMeters: Float64Array.of(-500, -500.2, NaN),
        powerWatts: Float64Array.of(65_534, 65_535, -1),
        cadenceRpm: Float64Array.of(254, 254.6, 0),
      },
    },
  };
  test.each([
    ['fit', ['FIT_VALUES_LEFT_OUT: values beyond what FIT holds are not in the file: 1 of altitude, 2 of power']],
    [
      'tcx',
      [
        'TCX_TOTALS_LEFT_OUT: TCX has calories in its laps only, and these claim none: the 651 kcal of the whole are not in the file',
        'TCX_VALUES_LEFT_OUT: values beyond what TCX holds are not in the file: 1 of cadence, 1 of power',
      ],
    ],
    [
      'gpx',
      [
        'GPX_SAMPLES_LEFT_OUT: 1 samples have no position and are not in the GPX file',
        'GPX_VALUES_LEFT_OUT: values beyond what GPX holds are not in the file: 1 of cadence, 1 of power',
      ],
    ],
    ['terra', []],
    ['fhir', []],
  ] as const)('%s', (target, expected) => {
    expect(lossesTo(target, recording).map(({ code, message }) => `${code}: ${message}`)).toEqual(expected);
  });

  test('and what it tells is what is not there', () => {
    const [back] = readActivityFile(encodeTo('fit', recording, SOURCE)).recordings;
    expect(back?.samples.channels).toMatchObject({
      altitudeMeters: Float64Array.of(-500, NaN, NaN),
      powerWatts: Float64Array.of(65_534, NaN, NaN),
      cadenceRpm: Float64Array.of(254, 254.6015625, 0),
    });
  });
});
