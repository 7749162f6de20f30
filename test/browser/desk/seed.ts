/** An environment in which something has happened: everything that a page can show is there. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { insidersConfig, seedConnection } from '../../../apps/api/admin/seed.fixture.js';
import { providers } from '../../../providers/registry.js';
import { PRIORITY } from '../../../model/delivery.js';
import { type BackfillId, type ConnectionId, type DestinationId, type EnvironmentId, asId } from '../../../model/ids.js';
import { claimWindow, countRecords, finishWindow, planWindows } from '../../../store/backfill/windows.js';
import { claimDeliveries } from '../../../store/outbox/claim.js';
import { finishDeliveries } from '../../../store/outbox/finish.js';
import { commitOf } from '../../../store/store.fixture.js';
import { commitSync } from '../../../store/sync/commit.js';
import type { TestApi } from '../../support/api.js';
import { ride } from './ride.js';
import { type Make, seedWearers } from './wearers.js';

/** Every name that a person can give. */
export interface Names {
  readonly environment: string;
  readonly destination: string;
  readonly athlete: string;
  readonly key: string;
  readonly ride: string;
  readonly problem: string;
  readonly device: string;
}

export const PLAIN: Names = {
  environment: 'Velo Diary',
  destination: 'Diary server',
  athlete: 'anna',
  key: 'diary backend',
  ride: 'Around the lake',
  problem: 'the receiver answered 503',
  device: 'Recorder 1',
};

export interface Seeded {
  readonly devId: string;
  readonly environmentId: EnvironmentId;
  readonly destinationId: DestinationId;
  readonly connectionId: ConnectionId;
  readonly rideKey: string;
  readonly deliveryId: string;
  readonly deadId: string;
  readonly backfillId: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const RIDES = 6;
const LEASE_MS = 60_000;

export async function seed(api: TestApi, devId: string, names: Names = PLAIN): Promise<Seeded> {
  const made: Make = async (method, path, given) => {
    const { status, body } = await api.admin(method, path, given);
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  const at = `/environments/${devId}`;
  const environmentId = asId<EnvironmentId>(
    String((await made('POST', '/environments', { dev_id: devId, name: names.environment }))['id']),
  );
  await made('POST', `${at}/keys`, { label: names.key });
  await made('PUT', `${at}/providers/INSIDERS`, { config: insidersConfig() });
  const destination = (name: string): object => ({
    kind: 'webhook',
    name,
    config: { url: 'http://127.0.0.1:1/hook', signing_secret: randomBytes(16).toString('hex') },
  });
  const destinationId = asId<DestinationId>(
    String((await made('POST', `${at}/destinations`, destination(names.destination)))['id']),
  );
  const asleep = String((await made('POST', `${at}/destinations`, destination(`${names.destination} (old)`)))['id']);
  await made('POST', `${at}/destinations/${asleep}/pause`);

  const connectionId = await seedConnection(api.db, environmentId, { referenceId: names.athlete });
  const lost = await seedConnection(api.db, environmentId, { referenceId: `${names.athlete} 2` });
  await api.db.query(
    `UPDATE connection SET state = 'reauthorize', failures = 3, problem = jsonb_build_object('kind', 'auth', 'message', $2::text) WHERE id = $1`,
    [lost, names.problem],
  );
  const nowMs = Date.now();
  const rideKey = `${devId}-ride-0`;
  for (let n = RIDES - 1; n >= 0; n--) {
    const startedAtMs = nowMs - 2 * HOUR_MS - n * DAY_MS;
    const day = new Date(startedAtMs).toISOString().slice(0, 10);
    await commitSync(
      api.db,
      commitOf(
        { environmentId, connectionId },
        {
          records: [ride(`${devId}-ride-${n}`, n === 0 ? names.ride : `${names.ride} ${n}`, startedAtMs)],
          covered: { type: 'activity', firstDay: day, lastDay: day },
          priority: PRIORITY.live,
        },
      ),
    );
  }
  await seedWearers(api, made, { environmentId, at, device: names.device, athletes: [names.athlete, `${names.athlete} 2`] });
  const tried = await tryDeliveries(api, { environmentId, destinationId }, names.problem);
  const backfillId = await backfill(api, made, at, names.problem);
  return { devId, environmentId, destinationId, connectionId, rideKey, backfillId, ...tried };
}

/** By the worker's own functions: most arrive, one is a dead letter, the last waits for another try. */
async function tryDeliveries(
  { db }: TestApi,
  { environmentId, destinationId }: { environmentId: EnvironmentId; destinationId: DestinationId },
  message: string,
): Promise<{ deliveryId: string; deadId: string }> {
  await db.query(`UPDATE delivery SET due_at = now() WHERE destination_id = $1`, [destinationId]);
  const claimed = await claimDeliveries(db, destinationId, 100, LEASE_MS);
  const [dead, waiting, ...others] = claimed.map(({ id }) => id);
  const first = others.at(-1);
  if (dead === undefined || waiting === undefined || first === undefined) throw new Error('there are too few deliveries');
  const request = { line: 'POST http://127.0.0.1:1/hook', headers: [{ name: 'content-type', value: 'application/json' }] };
  const common = { retryMs: 0, counted: true, startedAtMs: Date.now(), durationMs: 41 };
  const failed = {
    ...common,
    durationMs: 120,
    code: '503',
    problem: { kind: 'transient', message } as const,
    exchange: { request, answer: { line: '503', body: message, isCut: false } },
  };
  await finishDeliveries(db, { environmentId, id: destinationId }, [
    { ...failed, id: dead, state: 'dead' },
    { ...failed, id: waiting, state: 'pending', retryMs: HOUR_MS },
    ...others.map((id) => ({
      ...common,
      id,
      state: 'delivered' as const,
      code: '200',
      problem: null,
      exchange: { request, answer: { line: '200', body: '{}', isCut: false } },
    })),
  ]);
  return { deliveryId: String(first), deadId: String(dead) };
}

async function backfill({ db }: TestApi, made: Make, at: string, message: string): Promise<string> {
  const start = new Date(Date.now() - 90 * DAY_MS).toISOString().slice(0, 10);
  const body = await made('POST', `${at}/backfills`, { provider: 'INSIDERS', all: true, start });
  const id = asId<BackfillId>(z.object({ backfill: z.object({ id: z.string() }) }).parse(body).backfill.id);
  await planWindows(db, id, providers.get('INSIDERS').capabilities.windowDays, ['activity']);
  for (const state of ['done', 'failed'] as const) {
    const window = await claimWindow(db, id, LEASE_MS);
    if (!window) break;
    await finishWindow(db, { id: window.id, state, problem: state === 'failed' ? { kind: 'missing', message } : null });
    if (state === 'done') await countRecords(db, window.id, { found: 12, changed: 12 });
  }
  return id;
}
