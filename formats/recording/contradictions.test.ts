import { expect, test } from '@jest/globals';
import { contradictionsOf } from './contradictions.js';
import { recordingWith, samplesAt } from './recording.fixture.js';
import { NO_TOTALS, type Totals } from './recording.js';

const samples = samplesAt([0, 50, 100], {
  distanceMeters: [0, 1000, 2000],
  heartRateBpm: [120, 130, 140],
  powerWatts: [0, 200, 400],
});
const messages = (totals: Partial<Totals>): string[] =>
  contradictionsOf(recordingWith({ samples, totals: { ...NO_TOTALS, ...totals }, pauses: [] })).map(({ message }) => message);

test('claims that the samples do not bear out are told', () => {
  expect(messages({ distanceMeters: 73_457_520, avgHeartRateBpm: 130, elapsedSeconds: 3600 })).toEqual([
    'the file claims what its samples contradict: duration 3600 s (by the samples 100 s), distance 73457520 m (by the samples 2000 m). The claims are kept',
  ]);
});

test('what recorders reckon in their own ways is no contradiction', () => {
  expect(messages({})).toEqual([]);
  expect(
    messages({ distanceMeters: 2100, avgPowerWatts: 300, avgHeartRateBpm: 135, elapsedSeconds: 113, ascentMeters: 900 }),
  ).toEqual([]);
});
