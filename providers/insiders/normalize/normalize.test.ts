import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { Problem } from '../../../model/problem.js';
import { activitySchema } from '../../../model/terra/activity/activity.js';
import { isSampleKey } from '../../../model/terra/common/samples.js';
import { normalizeActivity } from './normalize.js';
import type { Streams } from './reference.fixture.js';
import { referenceSamples } from './reference.fixture.js';
import { standardRide } from './standard-ride.fixture.js';

const STARTED_AT = '2026-10-24T21:59:30.250Z';
const UNITS = {
  time: 's',
  latlng: 'deg',
  altitude: 'm',
  distance: 'm',
  speed: 'm/s',
  heartrate: 'bpm',
  cadence: 'rpm',
  power: 'W',
  moving: 'bool',
};
const bytes = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

interface Given {
  readonly detail?: Record<string, unknown>;
  readonly streams?: unknown;
}

const detailOf = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 'act_9',
  revision: 3,
  sport: 'cycling',
  started_at: STARTED_AT,
  ...more,
});
const streamsOf = (streams: Streams, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  activity_id: 'act_9',
  revision: 3,
  count: streams['time']?.data.length ?? 0,
  streams,
  ...more,
});

function normalize({ detail = {}, streams }: Given) {
  const parts = [
    { part: 'detail', bytes: bytes(detailOf(detail)) },
    ...(streams === undefined ? [] : [{ part: 'streams', bytes: bytes(streams) }]),
  ];
  return normalizeActivity({ type: 'activity', id: 'act_9', revision: 3 }, parts);
}

const read = (body: Uint8Array): Record<string, unknown> =>
  JSON.parse(Buffer.from(body).toString('utf8')) as Record<string, unknown>;
const parsed = (given: Given) => activitySchema.parse(read(normalize(given).body));

function problemOf(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Texts of JSON numbers in every form that the grammar has, plain and odd. */
const numberText = fc.oneof(
  fc.integer({ min: -500, max: 5000 }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '-0',
    '0.0',
    '1e3',
    '-2.50E-2',
    '1E+2',
    '9007199254740993',
    '123456789012345678901234567890',
    '0.1000000000000000055511151231257827',
  ),
);
const gapOr = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 5, arbitrary: text }, { weight: 1, arbitrary: fc.constant('null') });
const coordinate = fc
  .tuple(fc.double({ min: -90, max: 90, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true }))
  .map((pair) => JSON.stringify(pair));
const pairText = fc.oneof(
  { weight: 5, arbitrary: coordinate },
  { weight: 1, arbitrary: fc.constantFrom('null', '[null,null]', '[ 1.5 , null ]', '[ 1 ,\n2 ]') },
);
const space = fc.constantFrom('', ' ', '\n\t ');

const ride = fc.integer({ min: 0, max: 60 }).chain((count) => {
  const column = (value: fc.Arbitrary<string>) =>
    fc.option(fc.array(value, { minLength: count, maxLength: count }), { nil: undefined });
  const times = fc.array(fc.integer({ min: 0, max: 15_000_000 }), { minLength: count, maxLength: count }).map((steps) => {
    let micros = 0;
    return steps.map((step) => String((micros += step) / 1e6));
  });
  return fc.record({
    columns: fc.record({
      time: times,
      latlng: column(pairText),
      altitude: column(gapOr(numberText)),
      distance: column(gapOr(numberText)),
      speed: column(gapOr(numberText)),
      heartrate: column(gapOr(numberText)),
      cadence: column(gapOr(numberText)),
      power: column(gapOr(numberText)),
      moving: column(fc.constantFrom('true', 'true', 'false', 'null')),
    }),
    space,
    offsetSeconds: fc.constantFrom(0, 7200, -12_600, 20_700, 3599),
  });
});

describe('normalizing streams', () => {
  test('equals objects and JSON.stringify, for any streams', () => {
    fc.assert(
      fc.property(ride, ({ columns, space: gap, offsetSeconds }) => {
        const given = Object.entries(columns).flatMap(([name, values]) =>
          values === undefined ? [] : [[name, values] as const],
        );
        const texts = given.map(
          ([name, values]) =>
            `"${name}":{"unit":"${UNITS[name as keyof typeof UNITS]}","data":${gap}[${gap}${values.join(`${gap},${gap}`)}${gap}]}`,
        );
        const json = `{"activity_id":"act_9","count":${columns.time.length},${gap}"streams":{${texts.join(',')}}}`;
        const streams = (JSON.parse(json) as { streams: Streams }).streams;

        const record = normalize({ detail: { utc_offset_seconds: offsetSeconds }, streams: json });

        const actual = read(record.body);
        activitySchema.parse(actual);
        for (const { path, array, samples } of referenceSamples(STARTED_AT, offsetSeconds, streams)) {
          const holder = path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], actual) as Record<
            string,
            unknown
          >;
          // Through text, so that -0 and 0 are one and the order of keys counts.
          expect(JSON.stringify(holder[array])).toBe(JSON.stringify(samples));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a standard ride is an Activity by Terra’s own schema, with samples and without', () => {
    const { detail, streams, id } = standardRide(300);
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    ajv.addSchema(
      JSON.parse(readFileSync(new URL('../../../model/terra/contract/terra.schema.json', import.meta.url), 'utf8')) as object,
      'terra',
    );
    const validate = ajv.compile({ $ref: 'terra#/$defs/Activity' });
    const { body, summary } = normalizeActivity({ type: 'activity', id, revision: null }, [
      { part: 'detail', bytes: detail },
      { part: 'streams', bytes: streams },
    ]);
    for (const one of [body, summary]) {
      validate(read(one));
      expect(ajv.errorsText(validate.errors)).toBe('No errors');
    }
  });

  test('the summary is the record without its samples', () => {
    const { detail, streams, id } = standardRide(50);
    const record = normalizeActivity({ type: 'activity', id, revision: null }, [
      { part: 'detail', bytes: detail },
      { part: 'streams', bytes: streams },
    ]);
    const dropped = JSON.parse(Buffer.from(record.body).toString('utf8'), function (key, value: unknown) {
      return isSampleKey(key) ? undefined : value;
    }) as unknown;
    expect(read(record.summary)).toEqual(dropped);
    expect(Buffer.from(record.summary).toString()).not.toContain('hr_samples');
    expect(
      Buffer.from(record.body)
        .toString()
        .match(/"bpm":/g),
    ).toHaveLength(50);
  });

  test('without streams all lists are there and empty', () => {
    const activity = parsed({ detail: { manual: true } });
    expect(activity.metadata.upload_type).toBe(2);
    expect(activity.power_data).toEqual({ avg_watts: null, max_watts: null, power_samples: [] });
    expect(activity.heart_rate_data?.detailed).toEqual({ hr_samples: [], hrv_samples_rmssd: [], hrv_samples_sdnn: [] });
  });

  test('a name that looks like an array of samples does no harm', () => {
    const name = '"power_samples":[] \\"power_samples\\":[] \u2028 Zürich';
    const activity = parsed({
      detail: { name },
      streams: streamsOf({ time: { unit: 's', data: [0] }, power: { unit: 'W', data: [7] } }),
    });
    expect(activity.metadata.name).toBe(name);
    expect(activity.power_data?.power_samples).toHaveLength(1);
  });

  test('timestamps pass midnight, in local time, with microseconds', () => {
    const activity = parsed({
      detail: { utc_offset_seconds: 7200, elapsed_seconds: 60 },
      streams: streamsOf({ time: { unit: 's', data: [0, 29.749999, 29.75] }, power: { unit: 'W', data: [1, 2, 3] } }),
    });
    expect(activity.metadata.start_time).toBe('2026-10-24T23:59:30.250000+02:00');
    expect(activity.metadata.end_time).toBe('2026-10-25T00:00:30.250000+02:00');
    expect(activity.metadata.timestamp_localization).toBe(1);
    expect(activity.power_data?.power_samples?.map(({ timestamp }) => timestamp)).toEqual([
      '2026-10-24T23:59:30.250000+02:00',
      '2026-10-24T23:59:59.999999+02:00',
      '2026-10-25T00:00:00.000000+02:00',
    ]);
  });

  test('start, middle, end and line of the map leave gaps out', () => {
    const latlng = [null, [38.5, -120.2], [40.7, -120.95], null, [43.252, -126.453]];
    const activity = parsed({
      streams: streamsOf({ time: { unit: 's', data: [0, 1, 2, 3, 4] }, latlng: { unit: 'deg', data: latlng } }),
    });
    expect(activity.position_data).toMatchObject({
      start_pos_lat_lng_deg: [38.5, -120.2],
      center_pos_lat_lng_deg: [40.7, -120.95],
      end_pos_lat_lng_deg: [43.252, -126.453],
    });
    // The example of Google's own description of the algorithm.
    expect(activity.polyline_map_data?.summary_polyline).toBe('_p~iF~ps|U_ulLnnqC_mqNvxq`@');
  });

  test('a long track is thinned and keeps its end', () => {
    const count = 10_001;
    const data = Array.from({ length: count }, (_, i) => [47 + i * 1e-4, 8]);
    const time = Array.from({ length: count }, (_, i) => i);
    const activity = parsed({ streams: streamsOf({ time: { unit: 's', data: time }, latlng: { unit: 'deg', data } }) });
    expect(activity.polyline_map_data?.summary_polyline?.length).toBeLessThan(4000);
    expect(activity.position_data?.end_pos_lat_lng_deg).toEqual([47 + (count - 1) * 1e-4, 8]);
  });

  test('the older of two revisions counts', () => {
    const streams = streamsOf({ time: { unit: 's', data: [0] } }, { revision: 2 });
    expect(normalize({ streams }).providerRevision).toBe(2);
    expect(normalize({}).providerRevision).toBe(3);
  });
});

describe('what is refused, as Problem payload that names it', () => {
  const time = { unit: 's', data: [0, 1] };
  test.each([
    ['another unit', streamsOf({ time, speed: { unit: 'km/h', data: [1, 2] } }), /speed in "km\/h", expected m\/s/],
    ['no unit', streamsOf({ time, power: { data: [1, 2] } as never }), /power in no unit, expected W/],
    ['unequal lengths', streamsOf({ time, power: { unit: 'W', data: [1] } }), /1 values in power, expected 2/],
    ['a wrong count', streamsOf({ time }, { count: 3 }), /2 values in time, expected 3/],
    ['text among numbers', streamsOf({ time, power: { unit: 'W', data: [1, '2'] } }), /in power/],
    ['true among numbers', streamsOf({ time, power: { unit: 'W', data: [1, true] } }), /in power/],
    ['numbers as positions', streamsOf({ time, latlng: { unit: 'deg', data: [1, 2] } }), /numbers in latlng, expected pairs/],
    ['three halves of a position', streamsOf({ time, latlng: { unit: 'deg', data: [[1, 2, 3], null] } }), /in latlng/],
    ['a position off the globe', streamsOf({ time, latlng: { unit: 'deg', data: [[100, 2], null] } }), /off the globe/],
    ['no time', streamsOf({ power: { unit: 'W', data: [1] } }, { count: 1 }), /no time/],
    ['a gap in time', streamsOf({ time: { unit: 's', data: [0, null] } }), /no time for sample 1/],
    ['time that runs back', streamsOf({ time: { unit: 's', data: [5, 4] } }), /back in time at sample 1/],
    ['negative time', streamsOf({ time: { unit: 's', data: [-1, 4] } }), /out of range at sample 0/],
    ['data that is no list', streamsOf({ time: { unit: 's', data: 5 as never } }), /time\.data/],
    [
      'a number that no double holds',
      '{"activity_id":"act_9","count":1,"streams":{"time":{"unit":"s","data":[0]},"power":{"unit":"W","data":[1e999]}}}',
      /power/,
    ],
    ['a cut document', '{"activity_id":"act_9","count":2,"streams":{"time":{"unit":"s","data":[0,1', /no JSON/],
    ['a number with a leading zero', '{"activity_id":"act_9","count":1,"streams":{"time":{"unit":"s","data":[01]}}}', /no JSON/],
    ['another activity', { ...streamsOf({ time }), activity_id: 'act_8' }, /another activity/],
    ['no object', '[]', /unknown shape/],
  ])('%s', (_name, streams, message) => {
    const problem = problemOf(() => normalize({ streams }));
    expect(problem.kind).toBe('payload');
    expect(problem.message).toMatch(message);
  });

  test.each([
    ['a time that is none', { started_at: 'yesterday' }, /started_at/],
    ['a time long ago', { started_at: '0001-01-01T00:00:00Z' }, /out of range in started_at/],
    ['text as a number', { avg_power_w: '200' }, /avg_power_w/],
    ['another id', { id: 'act_1' }, /another activity/],
  ])('a detail with %s', (_name, detail, message) => {
    const problem = problemOf(() => normalize({ detail }));
    expect(problem.kind).toBe('payload');
    expect(problem.message).toMatch(message);
  });

  test.each([
    ['an offset that no clock has', { utc_offset_seconds: 57_600 }],
    ['a length of thirty million years', { elapsed_seconds: 1e15 }],
    ['a lap as long', { laps: [{ offset_seconds: 1, elapsed_seconds: 1e15 }] }],
  ])('a ride with %s is payload', (_name, detail) => {
    expect(problemOf(() => normalize({ detail })).kind).toBe('payload');
  });

  test('texts are such as every store keeps: no half of a pair, no NUL', () => {
    expect(parsed({ detail: { name: 'x\ud83dy\0z \u{1f6b4}' } }).metadata.name).toBe('x\ufffdyz \u{1f6b4}');
  });

  test('junk never throws anything else', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.json().map((text) => Buffer.from(text)),
        ),
        fc.boolean(),
        (junk, asStreams) => {
          const detail = asStreams ? bytes(detailOf()) : junk;
          const parts = [
            { part: 'detail', bytes: detail },
            { part: 'streams', bytes: junk },
          ];
          expect(problemOf(() => normalizeActivity({ type: 'activity', id: 'act_9', revision: null }, parts)).kind).toBe(
            'payload',
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
