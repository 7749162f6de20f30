import { beforeEach, describe, expect, it } from '@jest/globals';
import { type DestinationId, newId } from '../../model/ids.js';
import { USER_EXAMPLE } from '../../model/terra/examples/user.js';
import {
  type StatusEvent,
  authCancelledEvent,
  authEvent,
  connectionRecoveredEvent,
  rateLimitHitEvent,
} from '../../model/terra/index.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import { type Tenant, makeDestination, makeTenant } from '../store.fixture.js';
import { claimDeliveries } from './claim.js';
import { type NewEvent, emitEvent } from './emit.js';

const db = useTestDatabase();
let tenant: Tenant;
beforeEach(async () => {
  tenant = await makeTenant(db());
});

const emit = (body: StatusEvent, more: Partial<NewEvent> = {}) =>
  emitEvent(db(), { environmentId: tenant.environmentId, connectionId: null, reference: newId(), body, ...more });
const heard = async (id: DestinationId) =>
  (await claimDeliveries(db(), id, 10, 60_000)).map(({ type, eventBody }) => [type, JSON.parse(eventBody ?? 'null') as unknown]);
const cancelled = authCancelledEvent({ flowId: 'flow', reason: 'access_denied', referenceId: 'me' });
const delayed = rateLimitHitEvent(USER_EXAMPLE, { startTime: 'a', endTime: 'b', retryingAt: 'c' });

describe('emitting', () => {
  it('reaches all whose filter fits, or only the one that is named', async () => {
    const all = await makeDestination(db(), tenant);
    const deaf = await makeDestination(db(), tenant, { eventTypes: ['activity'] });
    const auth = authEvent(USER_EXAMPLE);
    expect(await emit(auth)).toEqual([all]);
    expect(await emit(auth, { onlyTo: deaf })).toEqual([deaf]);
    expect(await emit(auth, { onlyTo: await makeDestination(db(), await makeTenant(db())) })).toEqual([]);
  });

  it('tells each destination in its dialect, under the type that it sees', async () => {
    const [older, today] = [
      await makeDestination(db(), tenant, { dialect: 'v2022' }),
      await makeDestination(db(), tenant, { dialect: 'v2026' }),
    ];
    await emit(cancelled, { flow: { provider: 'INSIDERS', widgetSessionId: 'flow' } });
    expect(await heard(today)).toEqual([['auth_cancelled', cancelled]]);
    expect(await heard(older)).toEqual([
      [
        'auth',
        expect.objectContaining({
          type: 'auth',
          status: 'error',
          reason: 'access_denied',
          provider: 'INSIDERS',
          reference_id: 'me',
        }),
      ],
    ]);
  });

  it('filters by the type that the receiver sees', async () => {
    const older = await makeDestination(db(), tenant, { dialect: 'v2022', eventTypes: ['auth'] });
    await makeDestination(db(), tenant, { dialect: 'v2026', eventTypes: ['auth'] });
    expect(await emit(cancelled)).toEqual([older]);
  });

  it('leaves out a dialect that does not have the event', async () => {
    const [older, today] = [
      await makeDestination(db(), tenant, { dialect: 'v2022' }),
      await makeDestination(db(), tenant, { dialect: 'v2026' }),
    ];
    expect(await emit(delayed)).toEqual([older]);
    expect(await emit(connectionRecoveredEvent(USER_EXAMPLE))).toEqual([today]);
    expect(await heard(older)).toEqual([['rate_limit_hit', delayed]]);
  });
});
