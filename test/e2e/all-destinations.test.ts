/** One environment with a destination of every kind: what the webhook hears, all of them hold, read back by their vendors' own clients. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createDestination } from '../../apps/api/admin/contract/destinations.js';
import { destinationRegistry } from '../../destinations/registry.js';
import { Platform, explained, until } from '../support/platform/index.js';
import { READERS, compareHeld, webhookReader } from '../support/platform/readers/index.js';
import type { DestinationReader, Held } from '../support/platform/readers/index.js';

/** Days of history: 8 in every run; `TEN_KINDS_DAYS=85` makes it some 200 rides with samples and takes minutes. */
const DAYS = Number(process.env['TEN_KINDS_DAYS'] ?? 8);
const RIDERS = 5;
const EXPECTED_RIDES = Math.floor(1.8 * DAYS);

jest.setTimeout(300_000 + DAYS * 8_000);

const CHANGED = 'Across the changed hills';

let platform: Platform;
let webhook: DestinationReader;
const readers = new Map<string, DestinationReader>();
let heard: Held = new Map();
let changedRide = '';
let removedRide = '';

const isOf = (rideId: string) => (name: string) => name.endsWith(` ${rideId}`);

/** Waits until the destination owes nothing any more. */
const drained = (name: string): Promise<boolean> =>
  until(
    `the last delivery to ${name}`,
    async () => {
      const [row] = await platform.rows<{ pending: number }>(
        `SELECT count(*)::int AS pending FROM delivery v JOIN destination d ON d.id = v.destination_id WHERE d.name = $1 AND v.state = 'pending'`,
        [name],
      );
      return row?.pending === 0;
    },
    { timeoutMs: 120_000 + DAYS * 4_000, everyMs: 250 },
  );

beforeAll(async () => {
  platform = await Platform.start({ sandbox: ['--riders', String(RIDERS), '--days', String(DAYS)] });
  await explained(platform, async () => {
    const tenant = await platform.provision({ hooks: [], sql: false });
    webhook = await webhookReader();
    await Promise.all(
      Object.values(READERS).map(async (start) => {
        const reader = await start();
        readers.set(reader.name, reader);
      }),
    );
    for (const { name, kind, config } of [webhook, ...readers.values()])
      await platform.admin.call(createDestination, { params: { environment: tenant.devId }, body: { kind, name, config } });

    const [first] = await Promise.all(Array.from({ length: RIDERS }, (_, index) => tenant.connect(index + 1)));
    // The sandbox begins its first ride up to a day before.
    const backfill = await tenant.backfill(DAYS + 2);
    const { control } = platform.sandbox;
    if (!first) throw new Error('nobody is connected');
    const rides: string[] = [];
    for (let count = 0; count < 5; count += 1) rides.push((await control.ride(first.riderId)).id);
    [changedRide = '', removedRide = ''] = rides;
    const webhookHas = async (test: (held: Held) => boolean) => test(await webhook.readAll());
    await until('the live rides', () => webhookHas((held) => rides.every((id) => [...held.keys()].some(isOf(id)))), {
      timeoutMs: 120_000,
      everyMs: 250,
    });
    await control.change(changedRide, { name: CHANGED });
    await control.remove(removedRide);
    await until(
      'the change and the removal',
      () =>
        webhookHas((held) => {
          const changed = [...held].find(([name]) => isOf(changedRide)(name));
          return JSON.stringify(changed?.[1]).includes(CHANGED) && ![...held.keys()].some(isOf(removedRide));
        }),
      { timeoutMs: 120_000, everyMs: 250 },
    );
    await until('the backfill', async () => (await tenant.progress(backfill)).state === 'done', {
      timeoutMs: 120_000,
      everyMs: 250,
    });
    await drained(webhook.name);
    heard = await webhook.readAll();
  });
});
afterAll(async () => {
  await platform.close();
  await Promise.allSettled([webhook, ...readers.values()].map((reader) => reader.dispose()));
});

test('every kind of the registry takes part', () => {
  const kinds = [webhook, ...readers.values()].map(({ kind }) => kind);
  expect([...new Set(kinds)].sort()).toEqual(
    destinationRegistry
      .list()
      .map(({ id }) => id)
      .sort(),
  );
});

test('the webhook has heard every ride that is there, and nothing of the one that was removed', async () => {
  const truth = (await platform.sandbox.control.truth()).filter(({ deleted }) => !deleted).map(({ id }) => id);
  const rides = [...heard.keys()].filter((name) => name.startsWith('activity ')).map((name) => name.split(' ')[2]);
  expect(rides.sort()).toEqual(truth.sort());
  expect(rides.length).toBeGreaterThan(EXPECTED_RIDES);
  expect(rides).toContain(changedRide);
  expect(rides).not.toContain(removedRide);
  expect([...heard.keys()].filter((name) => name.startsWith('auth '))).toHaveLength(RIDERS);
});

test.each(Object.keys(READERS))('%s holds what the webhook heard', (name) =>
  explained(platform, async () => {
    const reader = readers.get(name);
    if (!reader) throw new Error(`there is no reader ${name}`);
    await drained(name);
    expect(compareHeld(await reader.readAll(), heard)).toEqual([]);
  }),
);
