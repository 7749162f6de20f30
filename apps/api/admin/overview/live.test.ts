import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionId, DeliveryId } from '../../../../model/ids.js';
import { writeAudit } from '../../../../store/control/audit.js';
import { finishDeliveries } from '../../../../store/outbox/finish.js';
import { commitOf, makeConnection, makeDestination, write } from '../../../../store/store.fixture.js';
import { commitSync } from '../../../../store/sync/commit.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../tenant.fixture.js';
import { MOST_LISTENERS } from './live.service.js';
import { until } from '../../../../test/support/until.js';

let api: TestApi;
let tenant: ApiTenant;
let other: ApiTenant;
beforeAll(async () => {
  api = await startTestApi();
  await api.listen();
}, 120_000);
afterAll(() => api.close(), 30_000);
beforeEach(async () => {
  [tenant, other] = [await apiTenant(api), await apiTenant(api)];
});

interface Told {
  readonly name: string;
  readonly data: Record<string, unknown>;
}
const open: AbortController[] = [];

/** Follows the environment; `told` grows as events come. */
async function follow(of: ApiTenant, headers: Record<string, string> = { authorization: `Bearer ${api.adminToken}` }) {
  const abort = new AbortController();
  open.push(abort);
  const answer = await fetch(`${api.url}/admin/environments/${of.devId}/live`, { headers, signal: abort.signal });
  const told: Told[] = [];
  const text = { all: '' };
  const ended = (async () => {
    const decoder = new TextDecoder();
    let rest = '';
    try {
      await answer.body?.pipeTo(
        new WritableStream<Uint8Array>({
          write(bytes) {
            const part = decoder.decode(bytes, { stream: true });
            text.all += part;
            const blocks = (rest + part).split('\n\n');
            rest = blocks.pop() ?? '';
            for (const block of blocks) {
              const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? [];
              if (name !== undefined && data !== undefined) told.push({ name, data: JSON.parse(data) as Told['data'] });
            }
          },
        }),
      );
      return 'ended';
    } catch {
      return 'cut';
    }
  })();
  return {
    status: answer.status,
    headers: answer.headers,
    told,
    text,
    ended,
    stop: () => {
      abort.abort();
    },
  };
}
const stopAll = () => {
  for (const abort of open.splice(0)) abort.abort();
};

async function rideOf(of: ApiTenant, connectionId: ConnectionId, key: string): Promise<void> {
  await commitSync(api.db, commitOf({ ...of, connectionId }, { records: [write(key, key)] }));
}

describe('following an environment', () => {
  it('tells of rides, deliveries and connections as they come, once each, and of no other environment', async () => {
    const destinationId = await makeDestination(api.db, tenant);
    const connectionId = await makeConnection(api.db, tenant, { referenceId: 'anna' });
    await rideOf(tenant, connectionId, 'before');
    const [one, two, next] = [await follow(tenant), await follow(tenant), await follow(other)];
    expect(one.status).toBe(200);
    expect(one.headers.get('content-type')).toContain('text/event-stream');
    expect(one.headers.get('cache-control')).toBe('no-store');
    await until('the overview', () => [one, two, next].every(({ told }) => told.some(({ name }) => name === 'overview')));
    await rideOf(tenant, connectionId, 'ride-1');
    const { rows } = await api.db.query<{ id: DeliveryId }>(
      `SELECT id FROM delivery WHERE record_key = 'ride-1' AND connection_id = $1`,
      [connectionId],
    );
    const [made] = rows;
    if (!made) throw new Error('no delivery');
    await finishDeliveries(api.db, { environmentId: tenant.environmentId, id: destinationId }, [
      {
        id: made.id,
        state: 'delivered',
        retryMs: 0,
        counted: true,
        startedAtMs: Date.now(),
        durationMs: 3,
        code: '200',
        problem: null,
      },
    ]);
    await writeAudit(api.db, {
      environmentId: tenant.environmentId,
      actor: 'athlete',
      action: 'connection.connected',
      subject: connectionId,
    });
    const names = ['ride', 'delivery', 'connection'];
    for (const each of [one, two])
      await until('all kinds', () => names.every((name) => each.told.some((event) => event.name === name)));
    // The overview has changed with it.
    await until('the next overview', () => one.told.filter(({ name }) => name === 'overview').length > 1);
    await rideOf(tenant, connectionId, 'ride-2');
    await until('its ride', () => one.told.some(({ name, data }) => name === 'ride' && data['key'] === 'ride-2'));
    const of = (name: string) => one.told.filter((event) => event.name === name).map(({ data }) => data);
    expect(of('ride')).toMatchObject([
      { connection_id: connectionId, reference_id: 'anna', type: 'activity', key: 'ride-1', revision: 1 },
      { key: 'ride-2' },
    ]);
    expect(of('delivery')).toMatchObject([{ destination_id: destinationId, state: 'delivered', type: 'activity' }]);
    expect(of('connection')).toMatchObject([{ connection_id: connectionId, reference_id: 'anna', provider: 'INSIDERS' }]);
    expect(next.told.map(({ name }) => name).filter((name) => name !== 'overview')).toEqual([]);
    // No content of a ride.
    expect(one.text.all).not.toContain('summary_id');
    stopAll();
    expect(await one.ended).toBe('cut');
  }, 60_000);

  it('needs a login', async () => {
    expect((await follow(tenant, {})).status).toBe(401);
  });

  it('is for so many windows; one that is closed makes room', async () => {
    const all = await Promise.all(Array.from({ length: MOST_LISTENERS }, () => follow(tenant)));
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
    const refused = await follow(tenant);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('30');
    expect((await follow(other)).status).toBe(200);
    all[0]?.stop();
    let status = 429;
    for (let tries = 0; status === 429 && tries < 100; tries++) {
      await sleep(50);
      ({ status } = await follow(tenant));
    }
    expect(status).toBe(200);
    stopAll();
  }, 60_000);

  it('ends when the server is stopped, and does not hold it up', async () => {
    const stopped = await startTestApi();
    await stopped.listen();
    const { body } = await stopped.admin('POST', '/environments', { dev_id: 'last', name: 'Last' });
    const answer = await fetch(`${stopped.url}/admin/environments/${String(body['dev_id'])}/live`, {
      headers: { authorization: `Bearer ${stopped.adminToken}` },
    });
    // As browsers open some ahead of time.
    const silent = connect(Number(new URL(stopped.url).port), '127.0.0.1');
    silent.on('error', () => undefined);
    await once(silent, 'connect');
    await Promise.all([answer.text(), stopped.close()]);
  }, 60_000);
});
