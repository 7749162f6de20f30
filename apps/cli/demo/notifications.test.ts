import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { insidersConfig } from '../../api/admin/seed.fixture.js';
import { type RunningSandbox, startSandbox } from '../../sandbox/server.js';
import { openAdmin } from '../client/admin.js';
import { openSandbox } from './sandbox.js';
import { ensureEnvironment, ensureProvider } from './set-up.js';

let api: TestApi;
let running: RunningSandbox;
let folder: string;
const { signal } = new AbortController();
beforeAll(async () => {
  [api, folder] = await Promise.all([startTestApi(), mkdtemp(join(tmpdir(), 'freehub-notifications-'))]);
  await Promise.all([api.listen(), sandboxAt(0)]);
}, 120_000);
afterAll(async () => {
  await api.close();
  await running.close();
  await rm(folder, { recursive: true });
}, 30_000);

async function sandboxAt(port: number, file = 'sandbox.db'): Promise<void> {
  running = await startSandbox({ port, riders: 1, days: 0, data: join(folder, file) });
}

/** What `freehub up` does with notifications at each start, beside a sandbox that was started anew. */
async function restart(file?: string) {
  await running.close();
  await sandboxAt(Number(new URL(running.url).port), file);
  const admin = openAdmin(api.url, api.adminToken, signal);
  await ensureEnvironment(admin);
  return (await ensureProvider(admin, openSandbox(running.url, signal))).hearing;
}

const provider = (environment: string): string => `/environments/${environment}/providers/INSIDERS`;
async function act(environment: string, what: 'subscribe' | 'unsubscribe'): Promise<void> {
  expect((await api.admin('POST', `${provider(environment)}/${what}`)).status).toBe(200);
}
const subscribed = async (environment: string): Promise<unknown> =>
  (await api.admin('GET', provider(environment))).body['subscribed'];
const hookOf = async (environment: string): Promise<unknown> => (await api.admin('GET', provider(environment))).body['hook_url'];
const heldBy = async (): Promise<string | undefined> => (await openSandbox(running.url, signal).subscription())?.url;
const changes = async (): Promise<number> =>
  z.object({ items: z.array(z.unknown()) }).parse((await api.admin('GET', '/audit?action=provider.&limit=100')).body).items
    .length;

it('stay with whom an operator gave them to, whatever is started anew', async () => {
  expect(await restart()).toEqual({ demo: true, other: null });
  expect(await heldBy()).toBe(await hookOf('demo'));

  await act('demo', 'unsubscribe');
  const off = await changes();
  expect(await restart()).toEqual({ demo: false, other: null });
  expect([await heldBy(), await changes()]).toEqual([undefined, off]);

  await api.admin('POST', '/environments', { dev_id: 'my-app' });
  await api.admin('PUT', provider('my-app'), { config: insidersConfig(running.url) });
  await act('my-app', 'subscribe');
  const given = await changes();
  expect(await restart()).toEqual({ demo: false, other: 'my-app' });
  expect(await heldBy()).toBe(await hookOf('my-app'));
  expect([await subscribed('my-app'), await subscribed('demo'), await changes()]).toEqual([true, false, given]);
});

it('are made anew for whom they were when the sandbox has forgotten them', async () => {
  expect(await restart('another.db')).toEqual({ demo: false, other: 'my-app' });
  expect(await heldBy()).toBe(await hookOf('my-app'));
  expect([await subscribed('my-app'), await subscribed('demo')]).toEqual([true, false]);
});

it('are no longer believed in where another has them', async () => {
  // As an older start left it: the demo had taken them from my-app.
  await act('my-app', 'unsubscribe');
  await act('demo', 'subscribe');
  await api.db.query(`UPDATE provider_app SET subscription_id = 'gone' WHERE subscription_id IS NULL`);
  expect(await restart('another.db')).toEqual({ demo: true, other: null });
  expect([await subscribed('my-app'), await subscribed('demo')]).toEqual([false, true]);
});
