/** One destination of each of Terra's generations side by side: what happens to a user, told as each expects it. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { type Connected, explained, terraHeaders, until } from '../support/platform/index.js';
import { Bed, type Hook } from './support/bed.js';
import type { Delivered } from './support/event-tap.js';
import { faultsOfEvents } from './support/events.js';
import { Published } from './support/published.js';

jest.setTimeout(300_000);

let bed: Bed;
let today: Hook;
let older: Hook;
let user: Connected;
beforeAll(async () => {
  bed = await Bed.start({ sandbox: ['--riders', '3', '--days', '60'] });
  today = await bed.hook({ dialect: 'v2026' });
  older = await bed.hook({ dialect: 'v2022' });
  user = await bed.connect(1);
});
afterAll(() => bed.close());

const arrived = (hook: Hook, what: string, is: (delivery: Delivered) => boolean): Promise<Delivered> =>
  until(what, () => hook.tap.taken.find(is));
const both = (type: string): Promise<[Delivered, Delivered]> =>
  Promise.all([arrived(today, type, (one) => one.type === type), arrived(older, type, (one) => one.type === type)]);
const locationOf = (response: Response): string => response.headers.get('location') ?? '';

/** An athlete who says no at the provider. @returns the user id that was promised to the app */
async function refuseConsent(referenceId: string): Promise<string> {
  const asked = await fetch(`${bed.platform.api.url}/v2/auth/authenticateUser?resource=INSIDERS`, {
    method: 'POST',
    headers: terraHeaders(bed.tenant),
    body: JSON.stringify({ reference_id: referenceId }),
  });
  const link = z.object({ auth_url: z.string(), user_id: z.string() }).parse(await asked.json());
  const away = await fetch(link.auth_url, { redirect: 'manual' });
  const consentUrl = new URL(locationOf(away));
  const form = new URLSearchParams(consentUrl.searchParams);
  form.set('decision', 'deny');
  const denied = await fetch(`${consentUrl.origin}/oauth/authorize`, { method: 'POST', body: form, redirect: 'manual' });
  const cookie = (away.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  await fetch(locationOf(denied), { redirect: 'manual', headers: { cookie } });
  return link.user_id;
}

test('connecting is told to both in one way, with the reference id beside the user and in it', () =>
  explained(bed.platform, async () => {
    for (const { json } of await both('auth'))
      expect(json).toMatchObject({
        status: 'success',
        version: '2022-03-16',
        reference_id: user.referenceId,
        user: { user_id: user.userId, reference_id: user.referenceId, active: true },
      });
  }));

test('a refusal is auth_cancelled to one, and auth with an error to the other', () =>
  explained(bed.platform, async () => {
    const promised = await refuseConsent('no-thanks');
    const cancelled = await arrived(today, 'auth_cancelled', ({ type }) => type === 'auth_cancelled');
    expect(cancelled.json).toMatchObject({ status: 'error', reason: 'access_denied', reference_id: 'no-thanks' });
    const failed = await arrived(older, 'the failure', ({ type, json }) => type === 'auth' && json['status'] === 'error');
    expect(failed.json).toMatchObject({
      message: 'User failed to authenticate and has been deleted',
      reason: 'access_denied',
      reference_id: 'no-thanks',
      user: { user_id: promised, provider: 'INSIDERS', reference_id: 'no-thanks', active: false },
    });
    expect(older.tap.of('auth_cancelled')).toEqual([]);
    expect(today.tap.of('auth').filter(({ json }) => json['status'] === 'error')).toEqual([]);
  }));

test('connecting again is user_reauth beside auth, with the same id', () =>
  explained(bed.platform, async () => {
    await bed.connect(1);
    for (const { json } of await both('user_reauth'))
      expect(json).toMatchObject({ status: 'warning', new_user: { user_id: user.userId }, old_user: { user_id: user.userId } });
    await until('the second auth', () => today.tap.of('auth').length === 2 && older.tap.of('auth').length === 3);
  }));

test('a history request that meets the limit of the provider: only the older one has a word for it', () =>
  explained(bed.platform, async () => {
    await bed.platform.sandbox.control.fault({ name: 'rate_limited', routes: 'list', retryAfterSeconds: 6, count: 1 });
    const startSeconds = Math.floor(Date.now() / 1000) - 45 * 86_400;
    const asked = await fetch(`${bed.platform.api.url}/v2/activity?user_id=${user.userId}&start_date=${startSeconds}`, {
      headers: terraHeaders(bed.tenant),
    });
    const reference = asked.headers.get('terra-reference') ?? '';
    const hit = await arrived(older, 'rate_limit_hit', ({ type }) => type === 'rate_limit_hit');
    expect(hit).toMatchObject({ json: { user: { user_id: user.userId }, retrying_at: expect.any(String) } });
    for (const hook of [today, older])
      await until('the number', () => hook.tap.under(reference).some(({ type }) => type === 'large_request_sending'), {
        timeoutMs: 30_000,
      });
    expect(today.tap.of('rate_limit_hit')).toEqual([]);
  }));

test('scopes that change, access that is withdrawn, and the end', () =>
  explained(bed.platform, async () => {
    const scopes = await fetch(`${bed.platform.sandbox.url}/sandbox/riders/${user.riderId}/scopes`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ scopes: ['activity:read', 'offline_access'] }),
    });
    expect(scopes.status).toBe(200);
    for (const { json } of await both('permission_change'))
      expect(json).toMatchObject({ status: 'warning', scopes_removed: 'profile:read', scopes_added: '' });
    const second = await bed.connect(2);
    await bed.tenant.disconnect(second);
    for (const { json } of await both('deauth')) expect(json).toMatchObject({ user: { user_id: second.userId, active: false } });
    await bed.platform.sandbox.control.deauthorize(user.riderId);
    for (const { json } of await both('access_revoked'))
      expect(json).toMatchObject({ status: 'warning', user: { user_id: user.userId, active: false } });
  }));

test('every event is as published', async () => {
  const published = await Published.load();
  expect(faultsOfEvents(published, [...today.tap.all, ...older.tap.all])).toEqual([]);
});
