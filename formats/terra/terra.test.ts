/** There and back: a recording as Terra's Activity, and that as a recording. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Problem } from '../../model/problem.js';
import { activitySchema } from '../../model/terra/activity/activity.js';
import { ACTIVITY_TYPES } from '../../model/terra/activity/activity-type.js';
import { isSampleKey } from '../../model/terra/common/samples.js';
import { formatMicros } from '../../model/terra/timestamp.js';
import { decodeFit } from '../fit/decode/decode.js';
import { encodeFit } from '../fit/encode-recording.js';
import { samplesWithoutPosition } from '../gpx/encode.js';
import type { Recording } from '../recording/recording.js';
import { NO_TOTALS } from '../recording/recording.js';
import { anyPauses, anySamples, anyTotals, recordingWith, samplesAt } from '../recording/recording.fixture.js';
import { timerMicrosOf } from '../recording/timer.js';
import { recordingOfTerra } from './decode.js';
import { terraActivityOf } from './encode.js';
import { arrayOf, SERIES } from './places.js';
import { activityRecordOf } from './record.js';

const OPTIONS = { summaryId: 'ride-1' };
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const bodyOf = (given: Partial<Recording> = {}): Uint8Array => terraActivityOf(recordingWith(given), OPTIONS).body;
const parsed = (given: Partial<Recording> = {}) => activitySchema.parse(JSON.parse(textOf(bodyOf(given))));

const quarterOffset = fc.option(fc.integer({ min: -56, max: 56 }).map((quarters) => quarters * 900));
const anyRecording: fc.Arbitrary<Recording> = fc
  .record({
    startMicros: fc.integer({ min: 0, max: Date.UTC(2100, 0) }).map((ms) => ms * 1000 + 7),
    utcOffsetSeconds: quarterOffset,
    type: fc.constantFrom(...Object.values(ACTIVITY_TYPES)),
    virtual: fc.boolean(),
    name: fc.option(fc.string({ unit: 'binary' })),
    device: fc.option(
      fc.record({
        name: fc.option(fc.string()),
        manufacturer: fc.option(fc.string()),
        serialNumber: fc.option(fc.string()),
        softwareVersion: fc.option(fc.string()),
      }),
    ),
    totals: anyTotals,
    samples: anySamples,
    laps: fc.array(
      fc.record({
        startMicros: fc.nat(1e9),
        totals: anyTotals,
        trigger: fc.option(fc.constantFrom('MANUAL', 'TIME')),
      }),
      { maxLength: 2 },
    ),
    legs: fc.array(
      fc.record({ startMicros: fc.nat(1e9), totals: anyTotals, type: fc.constantFrom(...Object.values(ACTIVITY_TYPES)) }),
      { minLength: 1, maxLength: 3 },
    ),
    pauses: anyPauses,
    findings: fc.array(fc.record({ code: fc.string(), message: fc.string() }), { maxLength: 2 }),
  })
  .map((recording) => recording);

/** Of each series, each value with its instant. */
function told({ startMicros, samples: { micros, channels } }: Recording): Record<string, unknown[]> {
  return Object.fromEntries(
    SERIES.map((place) => {
      const [values, others] = [channels[place.channel], place.pairedWith && channels[place.pairedWith]];
      const rows = [...micros].flatMap((at, i): unknown[] => {
        const value = values?.[i] ?? NaN;
        const other = others?.[i] ?? NaN;
        if (Number.isNaN(value) || (place.pairedWith !== undefined && Number.isNaN(other))) return [];
        return [[startMicros + at, value, ...(place.pairedWith === undefined ? [] : [other])]];
      });
      return [place.channel, rows];
    }),
  );
}

describe('there and back', () => {
  test('every sample value and instant, and the same bytes again', () => {
    fc.assert(
      fc.property(anyRecording, (recording) => {
        const first = terraActivityOf(recording, OPTIONS);
        const back = recordingOfTerra(first.body);
        expect(told(back)).toEqual(told(recording));
        const second = terraActivityOf(back, OPTIONS);
        expect(textOf(second.body)).toBe(textOf(first.body));
        expect(textOf(second.summary)).toBe(textOf(first.summary));
      }),
      { numRuns: 300 },
    );
  });

  test('a source that tells only its moving time', () => {
    const totals = { ...NO_TOTALS, movingSeconds: 50, distanceMeters: 500, elapsedSeconds: 100 };
    const { body } = terraActivityOf(recordingWith({ totals }), OPTIONS);
    expect(activitySchema.parse(JSON.parse(textOf(body)))).toMatchObject({
      active_durations_data: { activity_seconds: 50 },
      movement_data: { avg_speed_meters_per_second: 10 },
    });
    expect(textOf(terraActivityOf(recordingOfTerra(body), OPTIONS).body)).toBe(textOf(body));
  });

  test('what is written is Terra’s model, and the summary is it without samples', () => {
    fc.assert(
      fc.property(anyRecording, (recording) => {
        const { body, summary, startTime, endTime } = terraActivityOf(recording, OPTIONS);
        const activity = activitySchema.parse(JSON.parse(textOf(body)));
        expect([startTime, endTime]).toEqual([activity.metadata.start_time, activity.metadata.end_time]);
        const without = JSON.stringify(activity, (key, value: unknown) => (isSampleKey(key) ? undefined : value));
        expect(JSON.parse(textOf(summary))).toEqual(JSON.parse(without));
        expect(textOf(summary)).not.toContain('"timestamp"');
      }),
      { numRuns: 200 },
    );
  });

  test('however the same samples are written: spaced, with keys in another order, shuffled, at other offsets, without microseconds', () => {
    const shuffles = fc.infiniteStream(fc.nat());
    fc.assert(
      fc.property(anyRecording, shuffles, fc.constantFrom(0, 2), fc.boolean(), (recording, numbers, spaces, reordered) => {
        const { body } = terraActivityOf({ ...recording, findings: [], virtual: false }, OPTIONS);
        const expected = recordingOfTerra(body);
        const random = (): number => Number(numbers.next().value);
        const again = JSON.parse(textOf(body), (key, value: unknown) => {
          if (!isSampleKey(key) || !Array.isArray(value)) return value;
          const samples = (value as Readonly<Record<string, unknown>>[]).map((sample) => {
            const micros = Date.parse(String(sample['timestamp'])) * 1000 + Number(String(sample['timestamp']).slice(23, 26));
            const timestamp = formatMicros(micros, (random() % 113) * 15 - 840);
            return Object.fromEntries(Object.entries({ ...sample, timestamp }).reverse());
          });
          // Samples of one instant keep their order, for nothing else says which came first.
          const keyed = samples.map((sample, i) => ({ sample, i, random: random() }));
          const instants = new Set(samples.map((sample) => Date.parse(String(sample['timestamp']))));
          if (reordered && instants.size === samples.length) keyed.sort((a, b) => a.random - b.random);
          return keyed.map(({ sample }) => sample);
        }) as unknown;
        const { findings, ...rest } = recordingOfTerra(Buffer.from(JSON.stringify(again, null, spaces)));
        expect({ ...rest, findings: [] }).toEqual(expected);
        expect(findings.every(({ code }) => code === 'SAMPLES_OUT_OF_ORDER')).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('time', () => {
  test.each([
    [50_400, '+14:00', '2026-10-01T07:02:11.000000+14:00'],
    [-50_400, '-14:00', '2026-09-30T03:02:11.000000-14:00'],
    [20_700, '+05:45', '2026-09-30T22:47:11.000000+05:45'],
    [-12_600, '-03:30', '2026-09-30T13:32:11.000000-03:30'],
    [0, '+00:00', '2026-09-30T17:02:11.000000+00:00'],
  ])('an offset of %d s', (utcOffsetSeconds, _name, start) => {
    const body = bodyOf({ utcOffsetSeconds, samples: samplesAt([0, 1.25], { powerWatts: [200, 0] }) });
    const activity = activitySchema.parse(JSON.parse(textOf(body)));
    expect(activity.metadata).toMatchObject({ start_time: start, timestamp_localization: 1 });
    expect(recordingOfTerra(body)).toMatchObject({ utcOffsetSeconds, startMicros: recordingWith().startMicros });
  });

  test('unknown local time is UTC, and says so', () => {
    expect(parsed({ utcOffsetSeconds: null }).metadata).toMatchObject({ timestamp_localization: 0 });
    expect(recordingOfTerra(bodyOf({ utcOffsetSeconds: null })).utcOffsetSeconds).toBeNull();
  });

  test('over midnight and over the end of summer time: one offset, exact instants', () => {
    const startMicros = Date.UTC(2026, 9, 24, 21, 59, 59) * 1000;
    const hours = Array.from({ length: 5 }, (_, hour) => hour * 3600);
    const activity = parsed({ startMicros, samples: samplesAt(hours, { heartRateBpm: hours.map(() => 120) }) });
    expect(activity.heart_rate_data?.detailed.hr_samples?.map(({ timestamp }) => timestamp)).toEqual([
      '2026-10-24T23:59:59.000000+02:00',
      '2026-10-25T00:59:59.000000+02:00',
      '2026-10-25T01:59:59.000000+02:00',
      '2026-10-25T02:59:59.000000+02:00',
      '2026-10-25T03:59:59.000000+02:00',
    ]);
  });

  test.each([
    ['the year', Date.UTC(2027, 11, 31, 18, 29, 58), 19_800, ['2027-12-31T23:59:58', '2028-01-01T00:00:00'], '+05:30'],
    ['a leap day', Date.UTC(2028, 1, 29, 18, 14, 58), 20_700, ['2028-02-29T23:59:58', '2028-03-01T00:00:00'], '+05:45'],
    [
      'UTC’s midnight, not the rider’s',
      Date.UTC(2026, 5, 1, 23, 59, 58),
      -12_600,
      ['2026-06-01T20:29:58', '2026-06-01T20:30:00'],
      '-03:30',
    ],
  ])('over the end of %s', (_name, startMs, utcOffsetSeconds, stamps, offset) => {
    const given = { startMicros: startMs * 1000, utcOffsetSeconds, samples: samplesAt([0, 2], { powerWatts: [1, 2] }) };
    const told = parsed(given).power_data?.power_samples?.map(({ timestamp }) => timestamp);
    expect(told).toEqual(stamps.map((stamp) => `${stamp}.000000${offset}`));
    expect(recordingOfTerra(bodyOf(given))).toMatchObject({
      startMicros: startMs * 1000,
      utcOffsetSeconds,
      samples: given.samples,
    });
  });

  test('it ends when its source says, also where samples go on, and where the timer ran longer', () => {
    const totals = { ...NO_TOTALS, elapsedSeconds: 10, timerSeconds: 11 };
    const given = { totals, samples: samplesAt([0, 10, 82], { heartRateBpm: [100, 110, 120] }) };
    const activity = parsed(given);
    expect(activity.metadata.end_time).toBe('2026-09-30T19:02:21.000000+02:00');
    expect(activity.active_durations_data?.activity_seconds).toBe(11);
    expect(recordingOfTerra(bodyOf(given))).toMatchObject({
      totals: { elapsedSeconds: 10, timerSeconds: 11 },
      samples: given.samples,
    });
  });

  test('another’s record that changes its offset where the clocks change is read by instants', () => {
    const stamps = ['2026-10-25T02:59:59.500000+02:00', '2026-10-25T02:00:00.500000+01:00', '2026-10-25T03:00:00.500000+01:00'];
    const body = textOf(bodyOf({ startMicros: Date.UTC(2026, 9, 25, 0, 59, 59) * 1000 })).replace(
      '"power_samples":[]',
      `"power_samples":${JSON.stringify(stamps.map((timestamp, i) => ({ timestamp, watts: i })))}`,
    );
    const { samples } = recordingOfTerra(Buffer.from(body));
    expect([...samples.micros]).toEqual([0.5e6, 1.5e6, 3601.5e6]);
    expect([...(samples.channels.powerWatts ?? [])]).toEqual([0, 1, 2]);
  });

  test('a pause in which a sample was recorded comes back as one, from its beginning to its end', () => {
    const samples = samplesAt([0, 1, 2, 35, 36, 37], { powerWatts: [1, 2, 3, 4, 5, 6] });
    const pauses = [{ startMicros: 3e6, endMicros: 36e6 }];
    expect(recordingOfTerra(bodyOf({ samples, pauses })).pauses).toEqual(pauses);
  });

  test('pauses are told by the clock of each sample, and found again', () => {
    const pauses = [
      { startMicros: 2_000_000, endMicros: 62_500_000 },
      { startMicros: 64_000_000, endMicros: 70_000_000 },
    ];
    const samples = samplesAt([0, 1, 2, 63, 64, 68, 71], { powerWatts: [1, 2, 3, 4, 5, 6, 7] });
    const activity = parsed({ samples, pauses });
    const clock = activity.power_data?.power_samples?.map(({ timer_duration_seconds: timer }) => timer);
    expect(clock).toEqual([0, 1, 2, 2.5, 3.5, 3.5, 4.5]);
    expect(activity.active_durations_data?.activity_seconds).toBe(4.5);
    expect(recordingOfTerra(bodyOf({ samples, pauses })).pauses).toEqual(pauses);
    expect(textOf(bodyOf({ samples }))).not.toContain('timer_duration_seconds');
    fc.assert(
      fc.property(anySamples, anyPauses, (any, rests) => {
        const back = recordingOfTerra(bodyOf({ samples: any, pauses: rests }));
        expect(timerMicrosOf(back.samples.micros, back.pauses)).toEqual(timerMicrosOf(back.samples.micros, rests));
      }),
    );
  });
});

describe('what is told', () => {
  const samples = samplesAt([0, 1, 1, 20], {
    heartRateBpm: [120, null, 121, 140],
    powerWatts: [0, 200, null, 3],
    altitudeMeters: [438.79999999999995, 438.8, null, -3.2],
    latitudeDegrees: [47.123456789, null, 47.2, 47.3],
    longitudeDegrees: [8, 8, 8.1, -8.2],
    temperatureCelsius: [20, 20, 20, 20],
  });

  test('samples in order, gaps left out, numbers as people write them', () => {
    const text = textOf(bodyOf({ samples }));
    const at = (second: string): string => `{"timestamp":"2026-09-30T19:02:${second}.000000+02:00",`;
    expect(text).toContain(`"hr_samples":[${at('11')}"bpm":120},${at('12')}"bpm":121},${at('31')}"bpm":140}]`);
    expect(text).toContain(`"power_samples":[${at('11')}"watts":0},${at('12')}"watts":200},${at('31')}"watts":3}]`);
    expect(text).toContain(`${at('11')}"elev_meters":438.8}`);
    expect(text).toContain(`"position_samples":[${at('11')}"coords_lat_lng_deg":[47.12345679,8]},${at('12')}`);
    expect(parsed({ samples }).position_data).toMatchObject({
      start_pos_lat_lng_deg: [47.12345679, 8],
      end_pos_lat_lng_deg: [47.3, -8.2],
    });
  });

  test('what we reckoned is named, what the source claims is not', () => {
    const claimed = parsed({ samples, totals: { ...NO_TOTALS, avgHeartRateBpm: 131, elapsedSeconds: 21.5 } });
    expect(claimed.heart_rate_data?.summary).toMatchObject({ avg_hr_bpm: 131, max_hr_bpm: 140 });
    expect(claimed.metadata.end_time).toBe('2026-09-30T19:02:32.500000+02:00');
    expect(claimed.freehub?.derived).toContain('heart_rate_data.summary.max_hr_bpm');
    expect(claimed.freehub?.derived).not.toContain('heart_rate_data.summary.avg_hr_bpm');
    expect(claimed.freehub?.derived).not.toContain('metadata.end_time');
    expect(claimed.calories_data?.total_burned_calories).toBeNull();
    const back = recordingOfTerra(bodyOf({ samples }));
    expect(back.derived).toContain('maxHeartRateBpm');
    expect(back.totals.maxHeartRateBpm).toBe(140);
  });

  test('the temperature is in the extension, beside the samples that Terra has words for', () => {
    const given = { samples: samplesAt([0, 1, 2], { temperatureCelsius: [20.5, null, -3], powerWatts: [1, 2, 3] }) };
    expect(parsed(given).freehub?.temperature_samples).toEqual([
      { timestamp: '2026-09-30T19:02:11.000000+02:00', temperature_celsius: 20.5 },
      { timestamp: '2026-09-30T19:02:13.000000+02:00', temperature_celsius: -3 },
    ]);
    const back = recordingOfTerra(bodyOf(given));
    expect(back.samples).toEqual(given.samples);
    expect(decodeFit(encodeFit(back))[0]?.samples.channels.temperatureCelsius).toEqual(Float64Array.of(21, NaN, -3));
    expect(textOf(terraActivityOf(recordingWith(given), OPTIONS).summary)).not.toContain('temperature');
    expect(textOf(bodyOf({ samples: samplesAt([0], { temperatureCelsius: [null], powerWatts: [1] }) }))).not.toContain(
      'temperature_samples',
    );
  });

  test('a position of FIT comes back as it was, to its last bit', () => {
    const semicircles = (most: number) => fc.array(fc.integer({ min: -most, max: most }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(semicircles(2 ** 30), semicircles(2 ** 31 - 2), (latitudes, longitudes) => {
        const degrees = (values: readonly number[]): number[] => values.map((value) => ((value || 1) * 180) / 2 ** 31);
        const samples = samplesAt([...latitudes.keys()], {
          latitudeDegrees: degrees(latitudes),
          longitudeDegrees: degrees(longitudes),
        });
        const fit = encodeFit(recordingWith({ samples }));
        const [read] = decodeFit(fit);
        expect(encodeFit(recordingWith({ samples: read?.samples ?? samples }))).toEqual(fit);
        const stored = recordingOfTerra(bodyOf(read));
        expect(stored.samples).toEqual(read?.samples);
        expect(decodeFit(encodeFit(stored))[0]?.samples).toEqual(read?.samples);
      }),
    );
  });

  test('with nothing to say there is no extension', () => {
    expect(textOf(bodyOf())).not.toContain('freehub');
  });

  test('a virtual ride, findings and legs stand in the extension', () => {
    const legs = [
      { startMicros: 0, type: ACTIVITY_TYPES.OPEN_WATER_SWIMMING, totals: { ...NO_TOTALS, distanceMeters: 1644.71 } },
      { startMicros: 1_987_521_000, type: ACTIVITY_TYPES.ROAD_BIKING, totals: { ...NO_TOTALS, avgHeartRateBpm: 172 } },
    ];
    const findings = [{ code: 'FILE_CRC', message: 'the "hr_samples":[] of the file' }];
    const given = { type: ACTIVITY_TYPES.TRIATHLON, virtual: true, findings, legs };
    expect(parsed(given).freehub).toEqual({
      findings,
      virtual: true,
      legs: [
        { type: 84, start_time: '2026-09-30T19:02:11.000000+02:00', totals: { distance_meters: 1644.71 } },
        { type: 16, start_time: '2026-09-30T19:35:18.521000+02:00', totals: { avg_hr_bpm: 172 } },
      ],
    });
    expect(recordingOfTerra(bodyOf(given))).toMatchObject(given);
  });

  test('a record for the platform', () => {
    const record = activityRecordOf(recordingWith({ samples }), { summaryId: 'file-9', uploadType: 6 });
    expect(record).toMatchObject({ type: 'activity', key: 'file-9', providerRevision: null });
    expect(activitySchema.parse(JSON.parse(textOf(record.body))).metadata).toMatchObject({
      summary_id: 'file-9',
      upload_type: 6,
    });
  });
});

function problemOf(work: () => unknown): Problem | null {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  return null;
}

describe('what is refused, as Problem payload', () => {
  test.each<[string, Partial<Recording>]>([
    ['before 1970', { startMicros: -1 }],
    ['after 2199', { startMicros: Date.UTC(2200, 0) * 1000 }],
    ['that ends after 2199', { totals: { ...NO_TOTALS, elapsedSeconds: 1e12 } }],
    ['with a sample in 3000', { samples: samplesAt([3e10], { powerWatts: [1] }) }],
    ['more than 14 h from UTC', { utcOffsetSeconds: 50_460 }],
    ['of no time', { startMicros: NaN }],
  ])('a recording %s', (_name, given) => {
    expect(problemOf(() => bodyOf(given))).toMatchObject({ kind: 'payload', code: 'RECORDING_TIME' });
  });

  const sample = '{"timestamp":"2026-09-30T19:02:11.000000+02:00","watts":1}';
  test.each([
    ['no JSON', 'x', 'TERRA_NO_JSON'],
    ['a list', '[]', 'TERRA_SHAPE'],
    ['a cut list', `"power_samples":[${sample},`, 'TERRA_NO_JSON'],
    ['a number that is none', '"power_samples":[{"timestamp":"2026-09-30T19:02:11.000000+02:00","watts":01}]', 'TERRA_NO_JSON'],
    ['text as power', '"power_samples":[{"timestamp":"2026-09-30T19:02:11.000000+02:00","watts":"1"}]', 'TERRA_SAMPLES'],
    ['a time that is none', '"power_samples":[{"timestamp":"2026-13-30T19:02:11.000000+02:00","watts":1}]', 'TERRA_SAMPLES'],
    ['a second too many', '"power_samples":[{"timestamp":"2026-12-30T19:02:60.000000+02:00","watts":1}]', 'TERRA_SAMPLES'],
    ['numbers as samples', '"power_samples":[1]', 'TERRA_SAMPLES'],
    ['a text as list', '"power_samples":"x"', 'TERRA_SAMPLES'],
  ])('%s', (_name, text, code) => {
    const body = text.startsWith('"') ? textOf(bodyOf()).replace('"power_samples":[]', text) : text;
    expect(problemOf(() => recordingOfTerra(Buffer.from(body)))).toMatchObject({ kind: 'payload', code });
  });

  test('bytes changed, put in or left out never do anything else', () => {
    const body = Buffer.from(
      bodyOf({ samples: samplesAt([0, 1], { powerWatts: [1, 2.5], latitudeDegrees: [1, 2], longitudeDegrees: [3, 4] }) }),
    );
    fc.assert(
      fc.property(fc.nat(), fc.string({ maxLength: 3 }), fc.nat(3), (at, put, drop) => {
        const place = at % body.length;
        const spoilt = Buffer.concat([body.subarray(0, place), Buffer.from(put), body.subarray(place + drop)]);
        let json: unknown;
        try {
          json = JSON.parse(spoilt.toString('utf8'));
        } catch {
          expect(problemOf(() => recordingOfTerra(spoilt))).toMatchObject({ code: 'TERRA_NO_JSON' });
          return;
        }
        // What is still JSON means the same when it is written with spaces, which the fast way does not read.
        const [fast, slow] = [spoilt, Buffer.from(JSON.stringify(json, null, 1))].map((bytes) => {
          let recording: unknown = null;
          const problem = problemOf(() => (recording = recordingOfTerra(bytes)));
          return problem === null ? recording : problem.toJSON();
        });
        expect(fast).toEqual(slow);
      }),
      { numRuns: 3000 },
    );
  });
});

test('heart rates and positions of others that mean none are none in every format', () => {
  const at = (second: number): string => `2026-09-30T19:02:1${second}.000000+02:00`;
  const list = (name: string, values: readonly unknown[]): string =>
    JSON.stringify(values.map((value, second) => ({ timestamp: at(second), [name]: value })));
  const body = textOf(bodyOf())
    .replace('"hr_samples":[]', `"hr_samples":${list('bpm', [0, 120, 255, -1])}`)
    .replace(
      '"position_samples":[]',
      `"position_samples":${list('coords_lat_lng_deg', [
        [0, 0],
        [47, 8],
        [200, 8],
        [null, 8],
      ])}`,
    )
    .replace('"power_samples":[]', `"power_samples":${list('watts', [0, 0, 0, 0])}`)
    .replace('"avg_hr_bpm":null', '"avg_hr_bpm":0');
  const recording = recordingOfTerra(Buffer.from(body));
  expect(recording.findings).toMatchObject([
    { code: 'HEART_RATE_ZERO', message: expect.stringContaining('3 samples') },
    { code: 'POSITION_INVALID', message: expect.stringContaining('3 positions') },
  ]);
  const { heartRateBpm, latitudeDegrees, longitudeDegrees, powerWatts } = recording.samples.channels;
  expect([heartRateBpm, latitudeDegrees, longitudeDegrees, powerWatts].map((column) => [...(column ?? [])])).toEqual([
    [NaN, 120, NaN, NaN],
    [NaN, 47, NaN, NaN],
    [NaN, 8, NaN, NaN],
    [0, 0, 0, 0],
  ]);
  expect(recording.totals.avgHeartRateBpm).toBeNull();
  expect(samplesWithoutPosition(recording)).toBe(3);
  expect(decodeFit(encodeFit(recording))[0]?.samples.channels.heartRateBpm).toEqual(Float64Array.of(NaN, 120, NaN, NaN));
});

test('two samples at one instant: the k-th of each series stand in one row', () => {
  const body = bodyOf({
    samples: samplesAt([5, 5, 5, 6], { heartRateBpm: [null, 100, 101, null], powerWatts: [7, null, 8, 9] }),
  });
  const { samples } = recordingOfTerra(body);
  expect([...samples.micros]).toEqual([5e6, 5e6, 6e6]);
  expect([...(samples.channels.heartRateBpm ?? [])]).toEqual([100, 101, NaN]);
  expect([...(samples.channels.powerWatts ?? [])]).toEqual([7, 8, 9]);
  expect(SERIES.map(arrayOf)).toHaveLength(new Set(SERIES.map(arrayOf)).size);
});
