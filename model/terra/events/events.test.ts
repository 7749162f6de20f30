import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RECORD_EXAMPLES } from '../examples/records.js';
import { OLD_USER_EXAMPLE, USER_EXAMPLE } from '../examples/user.js';
import { terraUserSchema } from '../user.js';
import { EVENTS } from './catalog.js';
import { athleteEvent, dataEvent, dataEventPrefix } from './data-event.js';
import { athleteEventSchema, dataEventSchemaOf } from './data-events.js';
import { EVENT_TYPE_DOCS, EVENT_TYPES, isDataEventType } from './event-types.js';
import * as events from './events.js';

const user = { ...USER_EXAMPLE, reference_id: 'member-42 "Zürich"' };
const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const read = (event: Buffer): unknown => JSON.parse(event.toString('utf8'));

describe('the catalog', () => {
  test.each(EVENTS)('$name has a whole example that its schema accepts', ({ schema, example, type, when, dialects }) => {
    expect(schema.parse(example)).toEqual(example);
    expect(example).toHaveProperty('type', type);
    expect(when).toMatch(/^[A-Z].*\.$/);
    expect(dialects.length).toBeGreaterThan(0);
  });

  test('names every type that a destination can ask for, each once', () => {
    expect(new Set(EVENTS.map(({ name }) => name)).size).toBe(EVENTS.length);
    expect([...new Set(EVENTS.map(({ type }) => type))].sort()).toEqual([...EVENT_TYPES].sort());
    expect(Object.keys(EVENT_TYPE_DOCS).sort()).toEqual([...EVENT_TYPES].sort());
  });

  test('examples are closed: a key more or less is refused', () => {
    for (const { schema, example } of EVENTS) {
      expect(schema.safeParse({ ...Object(example), more: 1 }).success).toBe(false);
      const less = Object.fromEntries(Object.entries(Object(example) as object).filter(([key]) => key !== 'type'));
      expect(schema.safeParse(less).success).toBe(false);
    }
  });
});

describe('status events', () => {
  test('the union knows each but the data events and the older form of a failure', () => {
    const types = events.statusEventSchema.options.map((option) => option.shape.type.value);
    const status = EVENTS.filter(({ name, type }) => name === type && !isDataEventType(type) && type !== 'athlete');
    expect([...types].sort()).toEqual(status.map(({ type }) => type).sort());
    for (const { example } of status) expect(events.statusEventSchema.parse(example)).toEqual(example);
  });

  test('a user who left is sent as inactive, and auth names the reference twice', () => {
    expect(events.deauthEvent(user).user.active).toBe(false);
    expect(events.accessRevokedEvent(user).user.active).toBe(false);
    expect(events.authEvent(user)).toMatchObject({ reference_id: user.reference_id, user: { reference_id: user.reference_id } });
    expect(terraUserSchema.safeParse({ ...user, user_id: '1' }).success).toBe(false);
  });

  test('connecting again keeps the id, or swaps it and sends the old user as inactive', () => {
    expect(events.userReauthEvent(user, user)).toMatchObject({ old_user: { active: true }, new_user: { active: true } });
    expect(events.userReauthEvent(user, null).old_user).toBeNull();
    expect(events.userReauthEvent(user, OLD_USER_EXAMPLE)).toMatchObject({
      new_user: { user_id: user.user_id, active: true },
      old_user: { user_id: OLD_USER_EXAMPLE.user_id, active: false },
      message: 'User has reauthenticated and old ID has been deleted',
    });
  });

  test('a large request can say what is missing', () => {
    const reference = '6f1d2c1e-7c1f-4a55-9f7a-5f0c2a9d1f10';
    expect(events.largeRequestSendingEvent(user, reference, 0, 'a part failed')).toMatchObject({
      expected_payloads: 0,
      message: 'a part failed',
    });
    expect(events.largeRequestSendingEvent(user, reference, 3, undefined).message).toBe('Large request is being sent');
  });
});

describe('data events', () => {
  test('are made of bytes, whatever the records are', () => {
    const record = fc.json().map((text) => Buffer.from(text));
    fc.assert(
      fc.property(fc.array(record, { maxLength: 4 }), (records) => {
        const event = dataEvent('activity', user, records);
        const asText = records.map((one) => one.toString('utf8')).join(',');
        expect(event.toString('utf8')).toBe(`${dataEventPrefix('activity', user).toString('utf8')}${asText}]}`);
        expect(read(event)).toEqual({
          type: 'activity',
          version: '2022-03-16',
          user,
          data: JSON.parse(`[${asText}]`) as unknown,
        });
      }),
    );
    expect(isDataEventType('auth')).toBe(false);
  });

  test('a chunk and an empty one are of their schema', () => {
    const daily = bytes(RECORD_EXAMPLES.daily);
    const schema = dataEventSchemaOf('daily');
    expect(
      schema.parse(
        read(
          dataEvent(
            'daily',
            user,
            Array.from({ length: 10 }, () => daily),
          ),
        ),
      ).data,
    ).toHaveLength(10);
    expect(schema.parse(read(dataEvent('daily', user, []))).data).toEqual([]);
  });

  test('an athlete’s has no list', () => {
    const event = read(athleteEvent(user, bytes(RECORD_EXAMPLES.athlete)));
    expect(athleteEventSchema.parse(event)).toEqual({
      type: 'athlete',
      version: '2022-03-16',
      user,
      athlete: RECORD_EXAMPLES.athlete,
    });
  });
});
