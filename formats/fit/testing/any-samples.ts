/** Any samples that FIT can hold, for property tests. */
import fc from 'fast-check';
import { CHANNELS, type Channel, type Recording } from '../../recording/recording.js';

const range = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
/** What a FIT field can hold, and half a step of it. */
export const STEPS: Readonly<Record<Channel, readonly [values: fc.Arbitrary<number>, half: number]>> = {
  latitudeDegrees: [range(-90, 90), 1e-7],
  longitudeDegrees: [range(-180, 180), 2.5e-7],
  altitudeMeters: [range(-500, 9000), 0.1000001],
  distanceMeters: [range(0, 1e6), 0.0050001],
  speedMetersPerSecond: [range(0, 100), 0.0005001],
  heartRateBpm: [fc.integer({ min: 1, max: 240 }), 0],
  cadenceRpm: [range(0, 199), 1 / 256],
  powerWatts: [fc.integer({ min: 0, max: 2500 }), 0],
  temperatureCelsius: [fc.integer({ min: -40, max: 60 }), 0],
};

/** Rows with any gaps, several to a second, none to some. A position is there as a whole or not at all. */
export const anySamples: fc.Arbitrary<Recording['samples']> = fc
  .array(
    fc.record({
      step: fc.constantFrom(0, 100_000, 1e6, 1e6, 3e6, 700e6),
      ...Object.fromEntries(CHANNELS.map((channel) => [channel, fc.option(STEPS[channel][0], { nil: NaN })])),
    }) as fc.Arbitrary<{ step: number } & Record<Channel, number>>,
    { minLength: 1, maxLength: 40 },
  )
  .map((rows) => {
    let micros = 0;
    const located = rows.map((row) =>
      // Beside 0/0 too, which a field's steps may round to 0/0: that is none.
      !(Math.abs(row.latitudeDegrees) + Math.abs(row.longitudeDegrees) > 1e-6)
        ? { ...row, latitudeDegrees: NaN, longitudeDegrees: NaN }
        : row,
    );
    const channels = CHANNELS.map((channel) => [channel, Float64Array.from(located, (row) => row[channel])] as const);
    return {
      micros: Float64Array.from(rows, ({ step }) => (micros += step)),
      channels: Object.fromEntries(channels.filter(([, column]) => column.some((value) => !Number.isNaN(value)))),
    };
  });
