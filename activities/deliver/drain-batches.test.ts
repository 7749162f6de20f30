import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { Deliverer } from '../../destinations/kit/deliverer.js';
import type { Destination, DeliveryItem, ItemResult } from '../../destinations/kit/destination.js';
import { EgressGuard } from '../../destinations/kit/egress/egress.js';
import { defineKind } from '../../destinations/kit/kind.js';
import { DestinationRegistry } from '../../destinations/kit/registry.js';
import type { ConnectionId, DestinationId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { destinationPlace } from '../../store/control/destinations.js';
import type { Database } from '../../store/database.js';
import { type Tenant, commitOf, makeConnection, makeDestination, makeTenant, write } from '../../store/store.fixture.js';
import { commitSync } from '../../store/sync/commit.js';
import { useTestDatabase } from '../../test/support/use-database.js';
import { keys } from '../activities.fixture.js';
import { testDeliveries } from './deliveries.fixture.js';
import type { DrainPolicy } from './drain.js';

/** A target that keeps every write as it came, and answers what it is told to. */
const schema = z.strictObject({ items: z.int().describe('Most of a batch.'), wait_ms: z.int().describe('Longest wait.') });
type Config = z.output<typeof schema>;
const writes: { readonly batch: string | null; readonly keys: readonly string[]; readonly atMs: number }[] = [];
let running = 0;
let most = 0;
let behave: (items: readonly DeliveryItem[]) => Promise<readonly ItemResult[]>;
const fine = (items: readonly DeliveryItem[]): Promise<readonly ItemResult[]> =>
  Promise.resolve(items.map(() => ({ ok: true, outcome: 'delivered' })));
const shelf: Destination<Config> = {
  spec: {
    id: 'shelf',
    title: 'Shelf',
    summary: 'Keeps it',
    schema,
    secrets: [],
    places: [],
    example: { items: 10, wait_ms: 0 },
    batches: ({ items, wait_ms }) => (items > 0 ? { maxItems: items, maxBytes: 1 << 20, maxWaitMs: wait_ms } : null),
  },
  capabilities: { write: 'upsert', deletes: true, maxItems: 10, maxBytes: 1 << 20, concurrency: 8 },
  classify: () => undefined,
  preview: () => Promise.resolve([]),
  open: () => ({
    check: () => Promise.resolve([]),
    close: () => Promise.resolve(),
    write: async (items) => {
      writes.push({ batch: items[0]?.batchId ?? null, keys: items.map(({ key }) => key), atMs: Date.now() });
      most = Math.max(most, ++running);
      try {
        return await behave(items);
      } finally {
        running -= 1;
      }
    },
  }),
};

const testDatabase = useTestDatabase(20);
let db: Database;
let tenant: Tenant;
let connectionId: ConnectionId;
let id: DestinationId;
let egress: EgressGuard;
let deliverer: Deliverer;
beforeAll(() => {
  db = testDatabase();
  egress = new EgressGuard();
  const kind = defineKind({ spec: shelf.spec, capabilities: shelf.capabilities, load: () => Promise.resolve(shelf) });
  deliverer = new Deliverer(new DestinationRegistry([kind]), { egress, userAgent: 'test', ambientCredentials: false });
});
afterAll(async () => {
  await deliverer.close();
  await egress.close();
});
beforeEach(async () => {
  writes.length = 0;
  most = 0;
  running = 0;
  behave = fine;
  tenant = await makeTenant(db);
  connectionId = await makeConnection(db, tenant);
  id = await makeDestination(db, tenant);
  await set({ items: 10, wait_ms: 0 });
});

const set = (config: Config, more: { perSecond?: number; concurrency?: number } = {}) =>
  db.query(
    `UPDATE destination SET kind = 'shelf', config = $2, secrets = $3, max_per_second = $4, max_concurrency = $5, config_revision = config_revision + 1 WHERE id = $1`,
    [id, config, keys.sealJson({}, destinationPlace(tenant.environmentId, id)), more.perSecond ?? null, more.concurrency ?? null],
  );
/** As another process would: its own sessions. */
const worker = (more: Partial<DrainPolicy> = {}) => testDeliveries(db, deliverer, more);
const drain = (more: Parameters<typeof worker>[0] = {}) => worker(more).drain(id).done;
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `r${String(n).padStart(3, '0')}`);
const store = (names: readonly string[]) =>
  commitSync(db, commitOf({ ...tenant, connectionId }, { records: names.map((name) => write(name, name)) }));
const due = () => db.query(`UPDATE delivery SET due_at = now() WHERE destination_id = $1 AND state = 'pending'`, [id]);

describe('a destination that takes batches', () => {
  it('gets each in one write, with its id', async () => {
    await store(numbered(25));
    expect(await drain()).toMatchObject({ delivered: 25, nextMs: null });
    expect(writes.map((one) => one.keys.length).sort()).toEqual([10, 10, 5]);
    expect(new Set(writes.map(({ batch }) => batch)).size).toBe(3);
    expect(writes.every(({ batch }) => batch !== null)).toBe(true);
  });

  it('gets the same one again after a failure, all of it at one time', async () => {
    await store(numbered(6));
    behave = (items) =>
      Promise.resolve(items.map(() => ({ ok: false, problem: new Problem('transient', 'away', { code: '503' }) })));
    expect(await drain()).toMatchObject({ retried: 6 });
    const { rows } = await db.query(`SELECT count(DISTINCT due_at)::int AS times FROM delivery WHERE destination_id = $1`, [id]);
    expect(rows).toEqual([{ times: 1 }]);
    await store(['new']);
    await due();
    behave = fine;
    expect(await drain()).toMatchObject({ delivered: 7 });
    const [first, ...rest] = writes;
    expect(rest.find(({ batch }) => batch === first?.batch)?.keys).toEqual(first?.keys);
    expect(rest.find(({ batch }) => batch !== first?.batch)?.keys).toEqual(['new']);
  });

  it('gets the same one again after a process ended between the write and its verdict', async () => {
    await store(numbered(4));
    const lane = worker();
    const begun = Promise.withResolvers<undefined>();
    behave = () => {
      begun.resolve(undefined);
      return new Promise(() => undefined);
    };
    const running = lane.drain(id).done;
    await begun.promise;
    await lane.close(10);
    await running;
    behave = fine;
    expect(await drain()).toMatchObject({ delivered: 4 });
    expect(writes).toHaveLength(2);
    expect([writes[1]?.batch, writes[1]?.keys]).toEqual([writes[0]?.batch, writes[0]?.keys]);
  });

  it('gets what is there when the wait is over, from a drain that slept meanwhile', async () => {
    await set({ items: 10, wait_ms: 600 });
    await store(numbered(2));
    const begun = Date.now();
    expect(await drain({ idleMs: 1_500 })).toMatchObject({ delivered: 2 });
    expect(writes.map((one) => one.keys)).toEqual([numbered(2)]);
    expect((writes[0]?.atMs ?? 0) - begun).toBeGreaterThan(400);
  });

  it('is asked for again when its wait is over', async () => {
    await set({ items: 10, wait_ms: 60_000 });
    await store(numbered(2));
    const { delivered, nextMs } = await drain();
    expect(delivered).toBe(0);
    expect(nextMs).toBeGreaterThan(50_000);
    expect(writes).toEqual([]);
  });

  it('gets items one by one once its config says so, also those that waited', async () => {
    await store(numbered(5));
    behave = (items) => Promise.resolve(items.map(() => ({ ok: false, problem: new Problem('transient', 'away') })));
    await drain();
    await set({ items: 0, wait_ms: 0 });
    await due();
    behave = fine;
    expect(await drain()).toMatchObject({ delivered: 5 });
    // Two loops may share them.
    const alone = writes.slice(1);
    expect(alone.every(({ batch }) => batch === null)).toBe(true);
    expect(alone.flatMap((one) => one.keys).toSorted()).toEqual(numbered(5));
  });
});

describe('caps of a destination', () => {
  const written = () => writes.flatMap((one) => one.keys.map(() => one.atMs)).sort((a, b) => a - b);

  it('hold for the events a second of all processes together', async () => {
    await set({ items: 0, wait_ms: 0 }, { perSecond: 20 });
    await store(numbered(50));
    const begun = Date.now();
    const reports = await Promise.all([drain({ idleMs: 300 }), drain({ idleMs: 300 })]);
    expect(reports[0].delivered + reports[1].delivered).toBe(50);
    // One second's worth at once, the other 30 at 20 a second.
    expect((written().at(-1) ?? 0) - begun).toBeGreaterThan(1_350);
    expect((written().at(-1) ?? 0) - begun).toBeLessThan(10_000);
    expect(written().filter((atMs) => atMs < begun + 500).length).toBeLessThanOrEqual(31);
  });

  it('let a batch go whole, and what it owes is earned first', async () => {
    await set({ items: 10, wait_ms: 0 }, { perSecond: 5 });
    await store(numbered(20));
    const begun = Date.now();
    expect(await drain({ idleMs: 300 })).toMatchObject({ delivered: 20 });
    expect(writes.map((one) => one.keys.length)).toEqual([10, 10]);
    // 5 of 10 were there; 5 are owed, and one more is wanted.
    expect((writes[1]?.atMs ?? 0) - begun).toBeGreaterThan(1_000);
  });

  it('do not make a drain spin while it waits', async () => {
    await set({ items: 0, wait_ms: 0 }, { perSecond: 1 });
    await store(numbered(2));
    const asked = jest.spyOn(db, 'query');
    expect(await drain({ parallel: 1 })).toMatchObject({ delivered: 2 });
    expect(asked.mock.calls.length).toBeLessThan(30);
    asked.mockRestore();
  });

  it('hold for the writes in flight', async () => {
    await set({ items: 0, wait_ms: 0 }, { concurrency: 2 });
    await store(numbered(60));
    behave = async (items) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return fine(items);
    };
    expect(await drain({ parallel: 4 })).toMatchObject({ delivered: 60 });
    expect(most).toBe(2);
  });
});

describe('an error that nobody knows', () => {
  const policy = { circuit: { failures: 20, cooldownMs: 60_000, maxCooldownMs: 600_000, disableAfterMs: 86_400_000 } };
  const told = async () =>
    (
      await db.query<{ circuit: string; kind: string | null }>(
        `SELECT circuit, problem->>'kind' AS kind FROM destination WHERE id = $1`,
        [id],
      )
    ).rows[0];
  const tried = async () =>
    (
      await db.query<{ attempts: number; n: number }>(
        `SELECT attempts, count(*)::int AS n FROM delivery WHERE destination_id = $1 AND state = 'pending' GROUP BY attempts ORDER BY attempts`,
        [id],
      )
    ).rows;
  const bug = (items: readonly DeliveryItem[]): readonly ItemResult[] =>
    items.map(() => ({ ok: false, problem: new Problem('bug', 'an unexpected error while writing') }));

  beforeEach(() => set({ items: 0, wait_ms: 0 }));

  it('of everything opens the circuit after a few batches: the rows are kept, and the destination says why', async () => {
    await store(numbered(325));
    behave = () => Promise.reject(new TypeError('from inside a client'));
    await drain({ ...policy, parallel: 1 });
    expect(await told()).toEqual({ circuit: 'open', kind: 'bug' });
    const [untried, once] = await tried();
    expect(untried).toEqual({ attempts: 0, n: 325 - 60 });
    expect(once).toEqual({ attempts: 1, n: 60 });
    // A probe that fails in the same way leaves it open.
    await db.query(`UPDATE destination SET probe_at = now() WHERE id = $1`, [id]);
    await drain(policy);
    expect(await told()).toEqual({ circuit: 'open', kind: 'bug' });
    expect((await tried())[0]).toEqual({ attempts: 0, n: 325 - 61 });
    behave = fine;
    await db.query(`UPDATE destination SET probe_at = now() WHERE id = $1`, [id]);
    await due();
    expect(await drain(policy)).toMatchObject({ delivered: 325 });
    expect(await told()).toEqual({ circuit: 'closed', kind: null });
  });

  it('of one item is its own: it is tried to its end, and the circuit stays closed', async () => {
    behave = (items) =>
      Promise.resolve(items.flatMap((item) => (item.key === 'poison' ? bug([item]) : [{ ok: true, outcome: 'delivered' }])));
    await store(['poison']);
    for (let n = 0; n < 10; n++) {
      await due();
      await drain({ circuit: { ...policy.circuit, failures: 5 } });
      expect((await told())?.circuit).toBe('closed');
    }
    const { rows } = await db.query(`SELECT state, attempts FROM delivery WHERE destination_id = $1`, [id]);
    expect(rows).toEqual([{ state: 'dead', attempts: 10 }]);
  });
});

describe('memory', () => {
  it('that a destination which hangs has in hand keeps nobody else waiting', async () => {
    await set({ items: 0, wait_ms: 0 });
    const other = id;
    id = await makeDestination(db, tenant);
    await set({ items: 0, wait_ms: 0 });
    const body = { bodyBytes: 600 << 10 };
    await commitSync(
      db,
      commitOf({ ...tenant, connectionId }, { records: numbered(100).map((name) => write(name, name, body)) }),
    );
    const hangs = Promise.withResolvers<undefined>();
    let hanging = 0;
    let isFirst = true;
    const seen: string[] = [];
    const shared = worker({ memoryBytes: 3 << 20, maxBytes: 3 << 20 });
    behave = async (items) => {
      // The first hangs once it has all that there is.
      if (isFirst && items.length > 1) {
        hanging += items.length;
        await hangs.promise;
      } else if (!isFirst) seen.push(...items.map(({ key }) => key));
      return fine(items);
    };
    const first = shared.drain(other).done;
    while (hanging === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    isFirst = false;
    await shared.drain(id).done;
    expect(hanging).toBeGreaterThanOrEqual(4);
    expect(new Set(seen).size).toBe(100);
    hangs.resolve(undefined);
    await first;
    const { rows } = await db.query(`SELECT 1 FROM delivery WHERE state <> 'delivered' AND destination_id IN ($1, $2)`, [
      id,
      other,
    ]);
    expect(rows).toEqual([]);
  });
});
