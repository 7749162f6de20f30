import { describe, expect, test } from '@jest/globals';
import { USER_EXAMPLE } from '../examples/user.js';
import { authErrorSchema } from './auth-events.js';
import { EVENTS } from './catalog.js';
import { DIALECTS, inDialect, wireTypeIn } from './dialect.js';
import { EVENT_TYPES } from './event-types.js';
import { authCancelledEvent, statusEventSchema } from './events.js';

const cancelled = authCancelledEvent({ flowId: 'f', reason: 'access_denied', referenceId: 'member-42' });

describe('dialects', () => {
  test('differ in these types only', () => {
    const table = EVENT_TYPES.map((type) => [type, wireTypeIn(type, 'v2022'), wireTypeIn(type, 'v2026')]);
    expect(table.filter(([type, older, today]) => older !== type || today !== type)).toEqual([
      ['auth_cancelled', 'auth', 'auth_cancelled'],
      ['connection_recovered', null, 'connection_recovered'],
      ['rate_limit_hit', 'rate_limit_hit', null],
      ['healthcheck', 'healthcheck', null],
    ]);
  });

  test('a failure is an auth with an error in the older one', () => {
    const older = inDialect(cancelled, 'v2022', { provider: 'INSIDERS', widgetSessionId: 's', user: USER_EXAMPLE });
    expect(authErrorSchema.parse(older)).toEqual({
      type: 'auth',
      status: 'error',
      message: 'User failed to authenticate and has been deleted',
      reason: 'access_denied',
      provider: 'INSIDERS',
      user: { ...USER_EXAMPLE, active: false },
      reference_id: 'member-42',
      widget_session_id: 's',
      version: '2022-03-16',
    });
    expect(inDialect(cancelled, 'v2022')).toMatchObject({ user: null, provider: null, widget_session_id: null });
    expect(inDialect(cancelled, 'v2026')).toEqual(cancelled);
  });

  test('each event has the body that the catalog shows for its dialects, and none in others', () => {
    for (const { name, type, example, dialects } of EVENTS) {
      const event = statusEventSchema.safeParse(example);
      if (!event.success || name === 'auth_cancelled') continue;
      for (const dialect of DIALECTS) {
        expect(inDialect(event.data, dialect)).toEqual(dialects.includes(dialect) ? example : null);
        expect(wireTypeIn(type, dialect)).toBe(dialects.includes(dialect) ? type : null);
      }
    }
  });
});
