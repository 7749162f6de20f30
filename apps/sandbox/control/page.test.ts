import { mkdtemp, rm, stat, writeFile, copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type RunningSandbox, startSandbox } from '../server.js';

let folder: string;
let sandbox: RunningSandbox;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehub-sandbox-'));
  sandbox = await startSandbox({ port: 0, riders: 2, days: 10, data: join(folder, 'sandbox.db') });
});
afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

const text = async (path: string, init: RequestInit = {}): Promise<string> => (await fetch(`${sandbox.url}${path}`, init)).text();

it('the button says what it has made, and the new ride is the first of its rider', async () => {
  expect(await text('/')).not.toContain('role="status"');
  const [, path = ''] = /action="(\/riders\/[^"]+\/rides)"/.exec(await text('/')) ?? [];
  const page = await text(path, { method: 'POST' });
  const [, told = ''] = /has uploaded a ride:<\/strong>\s*([^<]+?)\.\s/.exec(page) ?? [];
  expect(told).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d .+: \d+ min/);
  expect(page).toContain('not connected');
  const riderId = path.split('/')[2] ?? '';
  const [, first] = new RegExp(`<section id="${riderId}"[^]*?<li>([^<]*)</li>`).exec(page) ?? [];
  expect(first).toBe(told);
  expect(await text('/?made=act_unknown')).not.toContain('role="status"');
});

it('a ride of long ago that is uploaded now is listed first', async () => {
  const { riders } = (await (await fetch(`${sandbox.url}/sandbox/riders`)).json()) as { riders: { id: string }[] };
  const path = `/sandbox/riders/${riders[0]?.id ?? ''}/rides`;
  const made = JSON.parse(
    await text(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ startedAt: '2020-05-01T10:00:00Z' }),
    }),
  ) as { id: string };
  const again = (await (await fetch(`${sandbox.url}/sandbox/riders`)).json()) as { riders: { lastRides: { id: string }[] }[] };
  expect(again.riders[0]?.lastRides[0]?.id).toBe(made.id);
});

it('its manual is a page', async () => {
  const page = await text('/sandbox/readme');
  expect(page).toContain('<h2 id="control-api">Control API</h2>');
  expect(page).toContain('<td><code>GET /sandbox/riders</code></td>');
  expect(page).not.toMatch(/^\| /m);
});

it('its file is for its owner only', async () => {
  for (const name of ['sandbox.db', 'sandbox.db-wal']) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
});

it('names the recordings that it cannot serve', async () => {
  const rides = join(import.meta.dirname, '..', '..', '..', 'test', 'fixtures', 'rides');
  await copyFile(join(rides, 'edge1000-short-laps.fit'), join(folder, 'good.fit'));
  await writeFile(join(folder, 'broken.fit'), 'no ride');
  const other = await startSandbox({ port: 0, riders: 1, rides: folder });
  const { skipped } = (await (await fetch(`${other.url}/sandbox/library`)).json()) as {
    skipped: { file: string; reason: string }[];
  };
  await other.close();
  expect(skipped).toEqual([{ file: 'broken.fit', reason: expect.stringMatching(/./) }]);
});
