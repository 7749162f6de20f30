import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal } from './journal.js';
import { type Receiver, startReceiver } from './receiver.js';
import { loadSignatureCheck, verifyOurselves } from './signature.js';

const SECRET = 'a secret of the demo receiver';
let folder: string;
let file: string;
let journal: Journal;
let receiver: Receiver;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehub-receiver-'));
  file = join(folder, 'journal.jsonl');
  journal = await Journal.open(file);
  receiver = await startReceiver({ port: 0, secret: SECRET, check: await loadSignatureCheck(), journal });
});

afterEach(async () => {
  await receiver.close();
  await journal.close();
  await rm(folder, { recursive: true, force: true });
});

const activity = (id: string) => ({
  metadata: { summary_id: id, name: 'Ride', start_time: '2026-05-01T10:00:00+02:00', end_time: '2026-05-01T11:00:00+02:00' },
  distance_data: { summary: { distance_meters: 30_000 } },
  power_data: null,
});

function signed(body: string, secret = SECRET, t = Math.floor(Date.now() / 1000)): string {
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`;
}

async function post(body: string, signature: string, ordering = '1'): Promise<number> {
  const headers = { 'terra-signature': signature, 'x-terra-ordering-timestamp': ordering };
  return (await fetch(receiver.url, { method: 'POST', body, headers })).status;
}

it('takes signed events only, and writes down what an app would read of them', async () => {
  const body = JSON.stringify({ type: 'activity', user: { user_id: 'u' }, data: [activity('a'), activity('b')] });
  expect(await post(body, signed(body))).toBe(200);
  expect(await post(body, signed(body, 'another secret of that length'))).toBe(401);
  expect(await post(body, signed(body, SECRET, 1_700_000_000))).toBe(401);
  expect(await post(`${body} `, signed(body))).toBe(401);
  expect(await post('{}', signed('{}'))).toBe(400);
  const auth = '{"type":"auth","status":"success"}';
  expect(await post(auth, signed(auth))).toBe(200);
  expect((await fetch(receiver.url)).status).toBe(405);
  expect(receiver.signatures).toEqual({ verified: 3, refused: 3 });
  expect(journal.rides).toBe(2);
  expect(journal.find({ user: 'u', ride: 'b' })).toMatchObject({
    distanceMeters: 30_000,
    elapsedSeconds: 3_600,
    avgPowerWatts: null,
    title: 'Ride',
  });
});

it('knows a repeat from a new revision, also after a restart that cut a line off', async () => {
  const body = JSON.stringify({ type: 'activity', user: { user_id: 'u' }, data: [activity('a')] });
  await post(body, signed(body), '1');
  await post(body, signed(body), '2');
  expect(journal.repeats).toBe(0);
  await post(body, signed(body), '2');
  expect(journal.repeats).toBe(1);
  await writeFile(file, `${await readFile(file, 'utf8')}{"receivedAt":"2026-`);
  const second = await Journal.open(file);
  const known = second.find({ user: 'u', ride: 'a' });
  expect([second.rides, second.repeats]).toEqual([1, 1]);
  if (known) await second.write({ ...known, ride: 'c' });
  await second.close();
  const third = await Journal.open(file);
  expect([third.rides, third.repeats]).toEqual([2, 1]);
  await third.close();
});

it('takes the same ride of two users as two rides', async () => {
  for (const user_id of ['u', 'v']) {
    const body = JSON.stringify({ type: 'activity', user: { user_id }, data: [activity('a')] });
    await post(body, signed(body));
  }
  expect([journal.rides, journal.repeats]).toEqual([2, 0]);
  expect(journal.after(1).map(({ user }) => user)).toEqual(['v']);
});

it('takes another port when the remembered one is taken', async () => {
  const other = await startReceiver({ port: receiver.port, secret: SECRET, check: await loadSignatureCheck(), journal });
  expect(other.port).not.toBe(receiver.port);
  await other.close();
});

it('has a check of its own that agrees with the SDK', async () => {
  const { by, verify } = await loadSignatureCheck();
  expect(by).toBe('the terra-api SDK');
  const now = Math.floor(Date.now() / 1000);
  const good = signed('{"a":1}');
  const headers = [
    good,
    good.replace('v1=', 'v1=00,v1='),
    `${good}0`,
    '',
    't=,v1=',
    good.replace('v1', 'v0'),
    signed('{"a":1}', SECRET, now - 301),
    signed('{"a":1}', 'wrong'),
  ];
  for (const header of headers)
    expect([header, verifyOurselves('{"a":1}', header, SECRET, Date.now())]).toEqual([
      header,
      await verify('{"a":1}', header, SECRET),
    ]);
});
