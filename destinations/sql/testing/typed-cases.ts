/** What the layout `typed` must keep, the same on every database. */
import { expect, test } from '@jest/globals';
import type { DeliveryItem } from '../../kit/destination.js';
import { EgressGuard } from '../../kit/egress/egress.js';
import { testItem, testUser } from '../../kit/testing/items.js';
import { sql } from '../index.js';
import type { SqlConfig } from '../spec.js';
import { activityItem, ODD, RIDE, RIDE_COLUMNS } from './activity.js';

export interface TypedTarget {
  readonly config: () => SqlConfig;
  /** The row of the table `activity` for a key; its times as `2026-09-21 16:00:00.123456` in UTC. */
  readonly activity: (key: string) => Promise<Readonly<Record<string, unknown>> | undefined>;
}

export function typedCases({ config, activity }: TypedTarget): void {
  const io = { egress: new EgressGuard(['127.0.0.1']), userAgent: 'test', ambientCredentials: false };
  const write = async (items: readonly DeliveryItem[], layout: SqlConfig['layout'] = 'typed') => {
    const session = sql.open({ ...config(), layout }, io);
    const results = await session.write(items, new AbortController().signal);
    await session.close();
    return results.map((result) => (result.ok ? result.outcome : `${result.problem.kind} ${result.problem.code ?? ''}`));
  };

  test('fills the typed columns', async () => {
    const item = activityItem(RIDE);
    expect(await write([item])).toEqual(['delivered']);
    expect(await activity(item.key)).toMatchObject({
      ...RIDE_COLUMNS,
      start_time: '2026-09-21 16:00:00.123456',
      end_time: '2026-09-21 16:45:00.000000',
      provider: 'INSIDERS',
      reference_id: 'member-42',
    });
  });

  test('what is missing or odd is null, and costs nothing', async () => {
    const items = [activityItem(ODD), activityItem({}), testItem(), testItem({ type: 'sleep' })];
    expect(await write(items)).toEqual(['delivered', 'delivered', 'delivered', 'delivered']);
    const empty = Object.fromEntries(['start_time', 'end_time', ...Object.keys(RIDE_COLUMNS)].map((name) => [name, null]));
    for (const { key } of items.slice(0, 3)) expect(await activity(key)).toMatchObject(empty);
    expect(await activity(items[3]?.key ?? '')).toBeUndefined();
  });

  test('follows revisions and deletes of its record', async () => {
    const user = testUser();
    const at = (revision: number, name: string, op: DeliveryItem['op'] = 'upsert'): DeliveryItem =>
      activityItem({ metadata: { name } }, { user, key: `ride-${user.userId}`, revision, op });
    const { key } = at(1, '');
    await write([at(2, 'second')]);
    expect(await write([at(1, 'first')])).toEqual(['stale']);
    expect(await activity(key)).toMatchObject({ name: 'second' });
    await write([at(3, 'third')]);
    expect(await activity(key)).toMatchObject({ name: 'third' });
    expect(await write([at(4, '', 'delete')])).toEqual(['delivered']);
    expect(await activity(key)).toBeUndefined();
    expect(await write([at(3, 'third')])).toEqual(['stale']);
    expect(await activity(key)).toBeUndefined();
  });

  test('an activity from before the layout was chosen gets its row when it comes again', async () => {
    const item = activityItem(RIDE);
    await write([item], 'terra');
    expect(await activity(item.key)).toBeUndefined();
    expect(await write([item])).toEqual(['duplicate']);
    expect(await activity(item.key)).toMatchObject(RIDE_COLUMNS);
  });
}
