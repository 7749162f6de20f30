import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import FitParser, { readFitMessages, type ParsedFit } from 'fit-file-parser';
import { crc16 } from './crc.js';
import { encodeFitActivity, type FitActivity, type FitRecord } from './encode.js';

const START = Date.UTC(2026, 2, 29, 0, 30);
const at = (second: number): number => START + second * 1000;

const activity = (records: readonly FitRecord[], more: Partial<FitActivity> = {}): FitActivity => ({
  createdAt: START,
  device: { name: 'Gerät ✓', serial: 123_456 },
  sport: 'cycling',
  subSport: 'indoor_cycling',
  utcOffsetSeconds: -12_600,
  records,
  pauses: [],
  laps: [
    { start_time: at(0), total_elapsed_time: 60.5, total_timer_time: 60, total_distance: 500.25, avg_power: 200 },
    { start_time: at(61), total_elapsed_time: 39, total_timer_time: 39, normalized_power: 210 },
  ],
  session: {
    start_time: at(0),
    total_elapsed_time: 100,
    total_timer_time: 99,
    total_distance: 900.5,
    avg_heart_rate: 140,
    total_ascent: 12,
    total_work: 20_000,
  },
  ...more,
});

/** Strict: a wrong check sum or length is an error. */
async function read(bytes: Uint8Array): Promise<ParsedFit> {
  const parser = new FitParser({ mode: 'list', force: false, speedUnit: 'm/s', lengthUnit: 'm', temperatureUnit: 'celsius' });
  return parser.parseAsync(Buffer.from(new Uint8Array(bytes).buffer));
}

const sample = fc.record({
  position_lat: fc.option(fc.double({ min: -89, max: 89, noNaN: true })),
  position_long: fc.option(fc.double({ min: -179, max: 179, noNaN: true })),
  enhanced_altitude: fc.option(fc.double({ min: -400, max: 8000, noNaN: true })),
  heart_rate: fc.option(fc.integer({ min: 30, max: 230 })),
  cadence: fc.option(fc.integer({ min: 0, max: 200 })),
  distance: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
  enhanced_speed: fc.option(fc.double({ min: 0, max: 30, noNaN: true })),
  power: fc.option(fc.integer({ min: 0, max: 2500 })),
  temperature: fc.option(fc.integer({ min: -30, max: 50 })),
});

/** Half a step of each field's scale. */
const STEPS = {
  position_lat: 1e-7,
  position_long: 1e-7,
  enhanced_altitude: 0.101,
  heart_rate: 0,
  cadence: 0,
  distance: 0.0051,
  enhanced_speed: 0.00051,
  power: 0,
  temperature: 0,
} as const;

describe('an independent, strict decoder', () => {
  test('gets back every sample within half a step, and nothing where nothing was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sample, { minLength: 1, maxLength: 60 }), async (samples) => {
        const file = await read(encodeFitActivity(activity(samples.map((one, i) => ({ timestamp: at(i), ...one })))));
        expect(file.records).toHaveLength(samples.length);
        samples.forEach((one, i) => {
          const back = file.records?.[i];
          expect(back?.timestamp).toEqual(new Date(at(i)));
          for (const [name, step] of Object.entries(STEPS)) {
            const given = one[name as keyof typeof STEPS];
            const got: unknown = back?.[name as keyof typeof STEPS];
            if (given === null) expect([name, got ?? null]).toEqual([name, null]);
            else expect([name, Math.abs(Number(got) - given) <= step]).toEqual([name, true]);
          }
        });
      }),
      { numRuns: 40 },
    );
  });

  test('gets back laps, session, activity and device', async () => {
    const file = await read(encodeFitActivity(activity([{ timestamp: at(0), power: 1 }])));
    expect(file.file_ids).toMatchObject([
      {
        type: 'activity',
        manufacturer: 'development',
        serial_number: 123_456,
        time_created: new Date(START),
        product_name: 'Gerät ✓',
      },
    ]);
    expect(file.laps).toMatchObject([
      {
        start_time: new Date(at(0)),
        total_elapsed_time: 60.5,
        total_timer_time: 60,
        total_distance: 500.25,
        avg_power: 200,
        sport: 'cycling',
        lap_trigger: 'manual',
      },
      { start_time: new Date(at(61)), total_elapsed_time: 39, normalized_power: 210, lap_trigger: 'session_end' },
    ]);
    expect(file.sessions).toMatchObject([
      {
        sport: 'cycling',
        sub_sport: 'indoor_cycling',
        total_elapsed_time: 100,
        total_timer_time: 99,
        total_distance: 900.5,
        avg_heart_rate: 140,
        total_ascent: 12,
        total_work: 20_000,
        num_laps: 2,
      },
    ]);
    expect(file.sessions?.[0]).not.toHaveProperty('avg_power');
    expect(file.activity).toMatchObject({
      total_timer_time: 99,
      num_sessions: 1,
      timestamp: new Date(at(100)),
      local_timestamp: new Date(at(100) - 12_600_000),
    });
  });

  test('sees a stop and a start of the timer for each pause', async () => {
    const file = await read(
      encodeFitActivity(
        activity(
          [
            { timestamp: at(0), power: 1 },
            { timestamp: at(40), power: 2 },
          ],
          { pauses: [{ from: at(1), to: at(40) }] },
        ),
      ),
    );
    expect(file.events?.map(({ timestamp, event_type }) => [timestamp, event_type as unknown])).toEqual([
      [new Date(at(0)), 'start'],
      [new Date(at(1)), 'stop'],
      [new Date(at(40)), 'start'],
      [new Date(at(100)), 'stop_all'],
    ]);
  });
});

test('the check sums are right: CRC-16/ARC over everything with its own sum is 0', () => {
  const bytes = encodeFitActivity(activity([{ timestamp: at(0), power: 1 }]));
  expect([crc16(new TextEncoder().encode('123456789')), crc16(bytes), crc16(bytes.subarray(0, 14))]).toEqual([0xbb3d, 0, 0]);
});

test('more shapes of records than a reader can hold at once still read back', async () => {
  const fields = ['power', 'cadence', 'heart_rate', 'temperature', 'distance'] as const;
  const records = Array.from({ length: 200 }, (_, i) => ({
    timestamp: at(i),
    ...Object.fromEntries(fields.filter((__, bit) => (i * 7) & (1 << bit)).map((name) => [name, i % 100])),
  }));
  const file = await read(encodeFitActivity(activity(records)));
  expect(file.records?.map((record) => fields.map((name) => record[name] ?? null))).toEqual(
    records.map((record) => fields.map((name) => (record as Partial<Record<string, number>>)[name] ?? null)),
  );
});

test('what a field cannot hold is left out, not wrapped round', async () => {
  const file = await read(
    encodeFitActivity(activity([{ timestamp: at(0), heart_rate: 300, power: -1, cadence: 255, temperature: Number.NaN }])),
  );
  expect(
    Object.keys(file.records?.[0] ?? {}).filter((name) => ['heart_rate', 'power', 'cadence', 'temperature'].includes(name)),
  ).toEqual([]);
});

test('unusable input is refused', () => {
  expect(() => encodeFitActivity(activity([], { laps: [] }))).toThrow('at least one lap');
  expect(() => encodeFitActivity(activity([{ timestamp: at(5) }, { timestamp: at(4) }]))).toThrow('record 1');
});

test('the messages come in the order that readers expect', () => {
  const { messages } = readFitMessages(Buffer.from(encodeFitActivity(activity([{ timestamp: at(0), power: 1 }]))));
  expect(messages.map(({ globalMessageNumber }) => globalMessageNumber)).toEqual([0, 23, 21, 20, 21, 19, 19, 18, 34]);
});
