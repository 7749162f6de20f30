import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { z } from 'zod';
import { activitySchema, isSampleKey } from './activity.js';
import { ACTIVITY_TYPES, activityTypeSchema, activityTypeTitle } from './activity-type.js';
import { dataEvent, dataEventPrefix } from './data-event.js';
import { deviceDataTypeSchema, UPLOAD_TYPES } from './enumerations.js';
import { isDataEventType, isEventType } from './event-types.js';
import * as events from './events.js';
import { formatMicros, formatTimestamp } from './timestamp.js';
import type { TerraUser } from './user.js';
import { terraUserSchema } from './user.js';

/** Terra's own schemas (contract/LICENSE), strict about formats of ours, lenient about keywords that only describe. */
const bundle = z
  .looseObject({ $defs: z.record(z.string(), z.looseObject({})) })
  .parse(JSON.parse(readFileSync(new URL('./contract/terra.schema.json', import.meta.url), 'utf8')));
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema(bundle, 'terra');

function terraErrors(schema: string, value: unknown): string {
  const validate = ajv.getSchema(`terra#/$defs/${schema}`);
  if (validate === undefined) throw new Error(`no schema ${schema}`);
  return validate(value) ? '' : ajv.errorsText(validate.errors);
}

const constants = z.object({ oneOf: z.array(z.object({ const: z.union([z.number(), z.string()]) })) });
const constantsOf = (schema: string): (number | string)[] => constants.parse(bundle.$defs[schema]).oneOf.map((one) => one.const);

const user: TerraUser = {
  user_id: '5b0e2c1e-7c1f-4a55-9f7a-5f0c2a9d1f10',
  provider: 'INSIDERS',
  created_at: formatTimestamp(Date.UTC(2026, 8, 1, 8)),
  last_webhook_update: null,
  scopes: 'activity:read,profile:read',
  reference_id: 'member-42 "Zürich"',
  active: true,
};

/** Every field name of a schema, deep: `metadata.start_time`. */
function fieldsOf(schema: unknown, path = ''): string[] {
  const node = z.looseObject({}).safeParse(schema);
  if (!node.success) return [];
  const { $ref, anyOf, items, properties } = node.data;
  if (typeof $ref === 'string') return fieldsOf(bundle.$defs[$ref.replace('#/$defs/', '')], path);
  if (Array.isArray(anyOf)) return anyOf.flatMap((one) => fieldsOf(one, path));
  const own = Object.entries(z.record(z.string(), z.unknown()).catch({}).parse(properties)).flatMap(([key, inner]) => [
    `${path}${key}`,
    ...fieldsOf(inner, `${path}${key}.`),
  ]);
  return [...own, ...fieldsOf(items, path)];
}

describe('the Activity model', () => {
  test('has exactly the fields that Terra has', () => {
    const ours = fieldsOf(z.toJSONSchema(activitySchema, { reused: 'inline' }));
    expect([...new Set(ours)].sort()).toEqual([...new Set(fieldsOf(bundle.$defs['Activity']))].sort());
  });

  test('what our schema accepts, Terra accepts', () => {
    const sample = (value: Record<string, unknown>): unknown[] => [{ timestamp: formatTimestamp(0, 120), ...value }];
    const metadata = {
      start_time: formatTimestamp(0),
      end_time: formatTimestamp(1),
      summary_id: 'a',
      type: 150,
      upload_type: 1,
      name: null,
      city: null,
      state: null,
      country: null,
      timestamp_localization: 1,
    };
    const nothing = Object.fromEntries(Object.keys(activitySchema.shape).map((key) => [key, null]));
    const activity = {
      ...nothing,
      metadata,
      power_data: { avg_watts: 186, max_watts: null, power_samples: sample({ watts: 200, timer_duration_seconds: 3 }) },
      position_data: {
        start_pos_lat_lng_deg: [1, 2],
        center_pos_lat_lng_deg: null,
        end_pos_lat_lng_deg: null,
        position_samples: sample({ coords_lat_lng_deg: [1, 2] }),
      },
    };
    expect(activitySchema.parse(activity)).toEqual(activity);
    expect(terraErrors('Activity', activity)).toBe('');
    expect(terraErrors('Activity', { ...activity, metadata: { ...metadata, type: 2 } })).not.toBe('');
  });

  test('refuses a missing key, an unknown key and a number that is no type', () => {
    const nothing = Object.fromEntries(Object.keys(activitySchema.shape).map((key) => [key, null]));
    expect(activitySchema.safeParse(nothing).success).toBe(false);
    expect(activitySchema.shape.work_data.safeParse({}).success).toBe(false);
    expect(activitySchema.shape.work_data.safeParse({ work_kilojoules: 1, more: 1 }).success).toBe(false);
    expect(activityTypeSchema.safeParse(2).success).toBe(false);
  });

  test('enumerations are Terra’s', () => {
    expect(Object.values(ACTIVITY_TYPES)).toEqual(constantsOf('ActivityType'));
    expect(Object.values(UPLOAD_TYPES)).toEqual(constantsOf('UploadType'));
    expect(deviceDataTypeSchema.options).toEqual(constantsOf('DeviceDataType'));
    expect(activityTypeTitle(150)).toBe('Gravel Cycling');
    expect(activityTypeTitle(2)).toBeUndefined();
  });

  test('samples in time are told from summaries', () => {
    expect(['hr_samples', 'hrv_samples_rmssd', 'MET_samples'].every(isSampleKey)).toBe(true);
    expect(['TSS_samples', 'metadata'].some(isSampleKey)).toBe(false);
  });
});

describe('events', () => {
  const reference = '6f1d2c1e-7c1f-4a55-9f7a-5f0c2a9d1f10';
  const all: [schema: string | null, event: events.StatusEvent][] = [
    ['AuthSuccessEvent', events.authEvent(user)],
    ['AuthErrorEvent', events.authCancelledEvent({ flowId: null, reason: 'access_denied', referenceId: 'member-42' })],
    ['DeauthEvent', events.deauthEvent(user)],
    ['UserReauthEvent', events.userReauthEvent(user, null)],
    ['AccessRevokedEvent', events.accessRevokedEvent(user)],
    ['ConnectionErrorEvent', events.connectionErrorEvent(user, 'the provider refuses our access')],
    ['PermissionChangeEvent', events.permissionChangeEvent(user, { added: [], removed: ['activity:read', 'profile:read'] })],
    ['LargeRequestProcessingEvent', events.largeRequestProcessingEvent(user, reference)],
    ['LargeRequestSendingEvent', events.largeRequestSendingEvent(user, reference, 12)],
    // Terra's current schemas have no healthcheck; ours is the older one.
    [null, events.healthcheckEvent({ createdAt: formatTimestamp(0), trendPercentage: 0, sentLastHour: 5 })],
  ];

  test.each(all.map(([schema, event]) => [event.type, schema, event] as const))(
    '%s fits Terra’s schema and ours',
    (type, schema, event) => {
      expect(isEventType(type)).toBe(true);
      expect(events.statusEventSchema.parse(event)).toEqual(event);
      if (schema !== null) expect(terraErrors(schema, event)).toBe('');
    },
  );

  test('every status event of the schema was tried', () => {
    const types = events.statusEventSchema.options.map((option) => option.shape.type.value);
    expect(all.map(([, event]) => event.type).sort()).toEqual([...types].sort());
  });

  test('a user who left is sent as inactive, and auth names the reference twice', () => {
    expect(events.deauthEvent(user).user.active).toBe(false);
    expect(events.accessRevokedEvent(user).user.active).toBe(false);
    expect(events.authEvent(user)).toMatchObject({ reference_id: user.reference_id, user: { reference_id: user.reference_id } });
    expect(terraUserSchema.safeParse({ ...user, user_id: '1' }).success).toBe(false);
  });

  test('a data event is made of bytes, whatever the records are', () => {
    const record = fc.json().map((text) => Buffer.from(text));
    fc.assert(
      fc.property(fc.array(record, { maxLength: 4 }), (records) => {
        const event = dataEvent('activity', user, records);
        const asText = records.map((bytes) => bytes.toString('utf8')).join(',');
        expect(event.toString('utf8')).toBe(`${dataEventPrefix('activity', user).toString('utf8')}${asText}]}`);
        expect(JSON.parse(event.toString('utf8'))).toEqual({
          type: 'activity',
          version: '2022-03-16',
          user,
          data: JSON.parse(`[${asText}]`) as unknown,
        });
      }),
    );
    expect(terraErrors('ActivityEvent', JSON.parse(dataEvent('activity', user, []).toString('utf8')))).toBe('');
    expect(isDataEventType('auth')).toBe(false);
  });
});

describe('timestamps', () => {
  test.each([
    [Date.UTC(2022, 11, 12, 10), 0, '2022-12-12T10:00:00.000000+00:00'],
    [Date.UTC(2022, 11, 12, 23, 30), 345, '2022-12-13T05:15:00.000000+05:45'],
    [Date.UTC(2022, 0, 1, 2), -210, '2021-12-31T22:30:00.000000-03:30'],
  ])('%d with %d minutes is %s', (ms, offset, text) => {
    expect(formatTimestamp(ms, offset)).toBe(text);
  });

  test('microseconds are kept, years of five digits are refused', () => {
    expect(formatMicros(1_000_001)).toBe('1970-01-01T00:00:01.000001+00:00');
    expect(() => formatMicros(Date.UTC(10_000, 0) * 1000)).toThrow(RangeError);
  });
});
