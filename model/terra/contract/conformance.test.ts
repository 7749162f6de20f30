/** Our models and events against Terra's published schemas (LICENSE beside this file), place by place and with values made at random. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { z } from 'zod';
import { isSampleKey } from '../common/samples.js';
import { DATA_TYPES } from '../data-types.js';
import { EVENTS } from '../events/catalog.js';
import { isEventType } from '../events/event-types.js';
import { MODELS, modelOf } from '../models.js';
import type { Definitions, JsonSchema, Place } from './outline.js';
import { EVENT_SCHEMAS } from './event-schemas.js';
import { branchesOf, outlineOf } from './outline.js';

const bundle = z
  .looseObject({ $defs: z.record(z.string(), z.looseObject({})) })
  .parse(JSON.parse(readFileSync(new URL('./terra.schema.json', import.meta.url), 'utf8')));
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema(bundle, 'terra');

function terraErrors(schema: string, value: unknown): string {
  const validate = ajv.getSchema(`terra#/$defs/${schema}`);
  if (validate === undefined) throw new Error(`no schema ${schema}`);
  return validate(value) ? '' : ajv.errorsText(validate.errors);
}

const published = (name: string): JsonSchema => ({ $ref: `#/$defs/${name}` });
const jsonOf = (schema: z.ZodType, io: 'input' | 'output' = 'output'): JsonSchema =>
  z.toJSONSchema(schema, { reused: 'inline', io });
const terraOutline = (name: string): ReadonlyMap<string, Place> => outlineOf(published(name), bundle.$defs);
/** Our one extension (activity/extension.ts); what Terra's clients make of it is tried in test/conformance. */
const isOurs = (path: string): boolean => /^\.freehub\b/.test(path);
const ofTerra = (places: ReadonlyMap<string, Place>): ReadonlyMap<string, Place> =>
  new Map([...places].filter(([path]) => !isOurs(path)));
const lastKey = (path: string): string => path.split('.').at(-1)?.replaceAll('[]', '') ?? '';

/** Lines that differ, ours with `+`, Terra's with `-`. */
function difference(
  ours: ReadonlyMap<string, Place>,
  theirs: ReadonlyMap<string, Place>,
  show: (place: Place, path: string) => unknown,
): string[] {
  const lines = (places: ReadonlyMap<string, Place>): string[] =>
    [...places].map(([path, place]) => `${path} ${JSON.stringify(show(place, path))}`);
  const [mine, other] = [new Set(lines(ours)), new Set(lines(theirs))];
  return [
    ...[...mine].filter((line) => !other.has(line)).map((line) => `+ ${line}`),
    ...[...other].filter((line) => !mine.has(line)).map((line) => `- ${line}`),
  ].sort();
}
const meaning = ({ types, values, minimum, maximum }: Place): unknown => ({ types, values, minimum, maximum });

/** Parts that are whole wherever what holds them is there: their own keys are null instead. */
const NEVER_NULL =
  /\.(distance_data(\.summary)?\.(elevation|swimming)|distance_data\.(summary|detailed)|heart_rate_data\.(summary|detailed))$/;

/** Terra demands them of a meal, though all in them may be missing: we do not. */
const MEALS = [
  '+ .meals[].macros {"required":false,"nullable":true}',
  '+ .meals[].micros {"required":false,"nullable":true}',
  '- .meals[].macros {"required":true,"nullable":false}',
  '- .meals[].micros {"required":true,"nullable":false}',
];

describe.each(DATA_TYPES)('the model of %s', (type) => {
  const model = modelOf(type);
  const theirs = terraOutline(model.title);
  const strict = ofTerra(outlineOf(jsonOf(model.schema)));
  const taken = ofTerra(outlineOf(jsonOf(model.upload, 'input')));

  test('has nothing of ours at its top but the extension of an activity, which may be left out', () => {
    const ours = [...outlineOf(jsonOf(model.schema))].filter(([path]) => isOurs(path));
    expect(ours.slice(0, 1).map(([path, { required }]) => [path, required])).toEqual(
      type === 'activity' ? [['.freehub', false]] : [],
    );
  });

  test('has every place that Terra has, no other, and the same types, enumerations and limits', () => {
    expect(difference(strict, theirs, meaning)).toEqual([]);
    expect(difference(taken, theirs, meaning)).toEqual([]);
  });

  test('what we take may be left out or null where Terra says so', () => {
    const freedom = ({ required, nullable }: Place): unknown => ({ required, nullable });
    expect(difference(taken, theirs, freedom)).toEqual(type === 'nutrition' ? MEALS : []);
  });

  test('what we produce has all keys but samples, and null where Terra allows it, but for lists and parts of parts', () => {
    for (const [path, place] of strict) {
      const key = lastKey(path);
      const optional = isSampleKey(key) || key === 'timer_duration_seconds' || path.endsWith('hr_samples[].context');
      expect(`${path} ${place.required}`).toBe(`${path} ${!optional || path.endsWith('[]')}`);
      const never = place.types.includes('array') ? !path.includes('_lat_lng_deg') : NEVER_NULL.test(path);
      expect(`${path} ${place.nullable}`).toBe(`${path} ${theirs.get(path)?.nullable === true && !never}`);
    }
  });

  test('what our schema accepts, Terra accepts', () => {
    fc.assert(
      fc.property(valuesOf(jsonOf(model.schema)), (record) => {
        expect(model.schema.safeParse(record).error?.issues ?? []).toEqual([]);
        expect(terraErrors(model.title, record)).toBe('');
      }),
      { numRuns: 40 },
    );
  });

  test('what Terra accepts, we take, and it comes out in our form', () => {
    fc.assert(
      fc.property(valuesOf(published(model.title), bundle.$defs), (record) => {
        const result = model.upload.safeParse(record);
        expect(result.error?.issues ?? []).toEqual([]);
        expect(terraErrors(model.title, result.data)).toBe('');
      }),
      { numRuns: 40 },
    );
  });
});

const NO_STATUS = '- .status {"types":["string"],"values":null,"minimum":null,"maximum":null}';
const VERSION = '+ .version {"types":["string"],"values":["2022-03-16"],"minimum":null,"maximum":null}';
/** We always say which version; Terra says any text. */
const OLD_VERSION = '- .version {"types":["string"],"values":null,"minimum":null,"maximum":null}';
/** On purpose: `version` everywhere (the older generation has it), `reference_id` beside the user (Terra's sample receiver reads it). */
const DIFFERENCES: Readonly<Record<string, readonly string[]>> = {
  auth: ['+ .reference_id {"types":["string"],"values":null,"minimum":null,"maximum":null}', VERSION],
  deauth: [VERSION],
  user_reauth: [VERSION, OLD_VERSION],
  user_reauth_swapped: [VERSION, OLD_VERSION],
  access_revoked: [VERSION],
  connection_error: [VERSION],
  permission_change: [VERSION, OLD_VERSION],
  large_request_processing: [VERSION],
  large_request_sending: [
    '+ .expected_payloads {"types":["integer"],"values":null,"minimum":0,"maximum":null}',
    VERSION,
    '- .expected_payloads {"types":["integer"],"values":null,"minimum":null,"maximum":null}',
    NO_STATUS,
  ],
  s3_payload: [
    '+ .expires_in {"types":["integer"],"values":null,"minimum":1,"maximum":null}',
    '- .expires_in {"types":["integer"],"values":null,"minimum":null,"maximum":null}',
  ],
};
const ofData = [VERSION, NO_STATUS, OLD_VERSION];

describe('events', () => {
  test('each in the catalog is compared, once', () => {
    expect(EVENTS.map(({ name }) => name).sort()).toEqual(Object.keys(EVENT_SCHEMAS).sort());
  });

  test('every type that Terra names is there but for those that cannot arise', () => {
    const types = z.object({ enum: z.array(z.string()) }).parse(bundle.$defs['EventType']).enum;
    // Google Fit's own; an answer of HTTP, not an event; the older name of s3_payload.
    expect(types.filter((type) => !isEventType(type))).toEqual(['google_no_datasource', 'processing', 's3_upload']);
  });

  const compared = EVENTS.flatMap((event) => {
    const schema = EVENT_SCHEMAS[event.name];
    return typeof schema === 'string' ? [{ ...event, terra: schema }] : [];
  });

  test.each(compared)('$name has the places of $terra', ({ name, type, schema, terra }) => {
    const expected = DIFFERENCES[name] ?? (name in MODELS ? ofData : []);
    const isRecord = (path: string): boolean => path.startsWith('.data[].') || path.startsWith('.athlete.');
    const shell = (places: ReadonlyMap<string, Place>) => new Map([...places].filter(([path]) => !isRecord(path)));
    const [ours, theirs] = [shell(outlineOf(jsonOf(schema))), shell(terraOutline(terra))];
    expect(difference(ours, theirs, meaning)).toEqual([...expected].sort());
    expect(ours.get('.type')?.values).toEqual([type]);
    for (const [path, place] of theirs) {
      if (place.required && path !== '') expect(`${path} ${ours.get(path)?.required}`).toBe(`${path} true`);
      if (ours.get(path)?.nullable) expect(`${path} ${place.nullable}`).toBe(`${path} true`);
    }
  });

  test.each(compared)('what our schema of $name accepts, Terra accepts', ({ schema, terra, example }) => {
    expect(terraErrors(terra, example)).toBe('');
    fc.assert(
      fc.property(valuesOf(jsonOf(schema)), (event) => {
        expect(schema.safeParse(event).error?.issues ?? []).toEqual([]);
        expect(terraErrors(terra, event)).toBe('');
      }),
      { numRuns: 15 },
    );
  });
});

/** Terra's schemas call times just strings; these are the keys that hold one. Starts come before ends. */
const TIME_KEYS = /^(timestamp|.*_time|.*_timestamp|last_upload_date)$/;
const clock = (year: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.date({ min: new Date(Date.UTC(year, 0, 2)), max: new Date(Date.UTC(year, 11, 30)), noInvalidDate: true }),
      fc.constantFrom('.000000', '.5', '.123456', ''),
      fc.constantFrom('Z', '+00:00', '-03:30', '+05:45', '+14:00'),
    )
    .map(([date, fraction, offset]) => `${date.toISOString().slice(0, 19)}${fraction}${offset}`);

function textOf(schema: JsonSchema, key: string): fc.Arbitrary<string> {
  const { pattern, format, minLength, maxLength } = schema;
  if (format === 'uuid') return fc.uuid();
  if (format === 'uri') return fc.webUrl();
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern));
  if (TIME_KEYS.test(key)) return clock(key === 'end_time' ? 2021 : 2020);
  return fc.string({
    minLength: typeof minLength === 'number' || key === 'summary_id' ? 1 : 0,
    maxLength: typeof maxLength === 'number' ? Math.min(maxLength, 20) : 20,
  });
}

const within = ({ minimum, maximum }: JsonSchema): { min: number; max: number } => ({
  min: typeof minimum === 'number' ? minimum : -1e6,
  max: typeof maximum === 'number' ? Math.min(maximum, 1e6) : 1e6,
});

/** Values that a JSON Schema allows. Small: at most two of each list. */
function valuesOf(schema: JsonSchema, definitions: Definitions = {}, key = ''): fc.Arbitrary<unknown> {
  const inner = (next: unknown, nextKey = key) => valuesOf(z.looseObject({}).parse(next), definitions, nextKey);
  const one = (branch: JsonSchema): fc.Arbitrary<unknown> => {
    if (branch['const'] !== undefined) return fc.constant(branch['const']);
    if (Array.isArray(branch['enum'])) return fc.constantFrom(...z.array(z.unknown()).parse(branch['enum']));
    switch (branch['type']) {
      case 'null':
        return fc.constant(null);
      case 'boolean':
        return fc.boolean();
      case 'integer':
        return fc.integer(within(branch));
      case 'number':
        return fc.double({ ...within(branch), noNaN: true });
      case 'string':
        return textOf(branch, key);
      case 'array': {
        if (Array.isArray(branch['prefixItems'])) return fc.tuple(...branch['prefixItems'].map((item) => inner(item)));
        // Terra does not say that a position is two numbers.
        const pair = key.endsWith('_lat_lng_deg');
        return fc.array(inner(branch['items']), { minLength: pair ? 2 : 0, maxLength: 2 });
      }
      case 'object': {
        const map = [branch['additionalProperties'], branch['unevaluatedProperties']].find((any) => typeof any === 'object');
        if (map !== undefined) return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), inner(map), { maxKeys: 3 });
        const properties = z.record(z.string(), z.unknown()).parse(branch['properties']);
        const members = Object.fromEntries(Object.entries(properties).map(([name, next]) => [name, inner(next, name)]));
        return fc.record(members, {
          requiredKeys: z.array(z.string()).catch([]).parse(branch['required']),
          noNullPrototype: true,
        });
      }
      default:
        throw new Error(`no values for a schema of type ${String(branch['type'])}`);
    }
  };
  return fc.oneof(...branchesOf(schema, definitions).map(one));
}
