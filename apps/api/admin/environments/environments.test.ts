import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findEnvironmentByKey, forgetKeys } from '../../../../store/control/api-keys.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 120_000);
afterAll(() => api.close());

const problemOf = (errors: { field: string }[]) =>
  expect.objectContaining({ title: 'bad request', errors: errors.map((error) => expect.objectContaining(error)) });

describe('the admin token', () => {
  it.each([
    ['none', undefined],
    ['a wrong one', 'Bearer not-the-token-at-all'],
    ['one of another scheme', 'Basic abc'],
    ['an empty one', 'Bearer '],
  ])('%s is refused', async (_, authorization) => {
    const answer = await api.call('GET', '/admin/environments', undefined, authorization === undefined ? {} : { authorization });
    expect(answer.status).toBe(401);
    expect(answer.headers).toMatchObject({
      'www-authenticate': 'Bearer',
      'content-type': expect.stringContaining('application/problem+json'),
    });
  });

  it('is looked at before the input', async () => {
    expect((await api.call('POST', '/admin/environments', { nonsense: true })).status).toBe(401);
  });
});

describe('environments', () => {
  it('are created, listed by pages, shown by id and by dev-id, and changed', async () => {
    const made = await api.admin('POST', '/environments', { dev_id: 'first', name: 'The first' });
    expect(made).toMatchObject({
      status: 201,
      body: { dev_id: 'first', name: 'The first', redirect_origins: [], reauth_ids: 'constant' },
    });
    const second = await api.admin('POST', '/environments', { dev_id: 'second' });
    expect(second.body['name']).toBe('second');
    const page = await api.admin('GET', '/environments?limit=1');
    expect(page.body).toMatchObject({ items: [{ dev_id: 'second' }], next: second.body['id'] });
    expect((await api.admin('GET', `/environments?limit=1&after=${String(page.body['next'])}`)).body).toMatchObject({
      items: [{ dev_id: 'first' }],
      next: null,
    });
    expect((await api.admin('GET', `/environments/${String(made.body['id'])}`)).body).toEqual(made.body);
    expect((await api.admin('GET', '/environments/first')).body).toEqual(made.body);
    const changed = await api.admin('PATCH', '/environments/first', {
      redirect_origins: ['https://app.example', 'myapp:'],
      reauth_ids: 'swapped',
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { name: 'The first', redirect_origins: ['https://app.example', 'myapp:'], reauth_ids: 'swapped' },
    });
  });

  it('refuse a dev-id that is taken', async () => {
    await api.admin('POST', '/environments', { dev_id: 'taken' });
    const answer = await api.admin('POST', '/environments', { dev_id: 'taken' });
    expect(answer).toMatchObject({ status: 409, body: { detail: 'dev_id: there is an environment "taken" already' } });
  });

  it('name each field at fault', async () => {
    const answer = await api.admin('POST', '/environments', {
      dev_id: 'Not OK',
      nmae: 'x',
      redirect_origins: ['https://app.example/path'],
    });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(problemOf([{ field: 'dev_id' }, { field: 'redirect_origins.0' }, { field: 'nmae' }]));
    expect((await api.admin('POST', '/environments', {})).body).toMatchObject({
      errors: [{ field: 'dev_id', message: 'is missing' }],
    });
    expect((await api.admin('GET', '/environments?limit=100000')).body).toEqual(problemOf([{ field: 'limit' }]));
    expect((await api.admin('GET', '/environments?lmit=1')).body).toEqual(problemOf([{ field: 'lmit' }]));
  });

  it('are not found by another name', async () => {
    expect((await api.admin('GET', '/environments/nobody')).status).toBe(404);
    expect((await api.admin('GET', '/environments/nobody/keys')).status).toBe(404);
  });
});

describe('keys', () => {
  const storedKeys = async () =>
    (await api.db.query<{ row: string }>('SELECT row_to_json(api_key)::text AS row FROM api_key')).rows
      .map(({ row }) => row)
      .join();

  it('are shown once and stored as a hash', async () => {
    await api.admin('POST', '/environments', { dev_id: 'keyed' });
    const made = await api.admin('POST', '/environments/keyed/keys', { label: 'server' });
    const key = String(made.body['key']);
    expect(key).toMatch(/^fh_[\w-]{43}$/);
    expect(made.body['prefix']).toBe(key.slice(0, 11));
    const list = await api.admin('GET', '/environments/keyed/keys');
    expect(list.body).toMatchObject({ items: [{ label: 'server', prefix: key.slice(0, 11), revoked_at: null }] });
    expect(JSON.stringify(list.body) + (await storedKeys())).not.toContain(key);
  });

  it('open their own environment and no other', async () => {
    await api.admin('POST', '/environments', { dev_id: 'mine' });
    await api.admin('POST', '/environments', { dev_id: 'theirs' });
    const key = String((await api.admin('POST', '/environments/mine/keys', {})).body['key']);
    expect(await findEnvironmentByKey(api.db, 'mine', key)).toMatchObject({ devId: 'mine' });
    expect(await findEnvironmentByKey(api.db, 'theirs', key)).toBeNull();
    // The same prefix with another end.
    expect(await findEnvironmentByKey(api.db, 'mine', `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).toBeNull();
    expect(await findEnvironmentByKey(api.db, 'mine', 'fh_short')).toBeNull();
  });

  it('note when they were used', async () => {
    const key = String((await api.admin('POST', '/environments/mine/keys', { label: 'used' })).body['key']);
    await findEnvironmentByKey(api.db, 'mine', key);
    const used = async () =>
      (await api.db.query(`SELECT 1 FROM api_key WHERE label = 'used' AND last_used_at IS NOT NULL`)).rowCount;
    for (let tries = 0; tries < 50 && (await used()) === 0; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await used()).toBe(1);
  });

  it('rotate with an overlap, end and are revoked', async () => {
    const old = (await api.admin('POST', '/environments/mine/keys', { label: 'rotating' })).body;
    const fresh = await api.admin('POST', `/environments/mine/keys/${String(old['id'])}/rotate`, { overlap_seconds: 3600 });
    expect(fresh).toMatchObject({ status: 201, body: { label: 'rotating' } });
    for (const made of [old, fresh.body]) expect(await findEnvironmentByKey(api.db, 'mine', String(made['key']))).not.toBeNull();
    await api.db.query(`UPDATE api_key SET expires_at = now() WHERE id = $1`, [old['id']]);
    forgetKeys(api.db);
    expect(await findEnvironmentByKey(api.db, 'mine', String(old['key']))).toBeNull();
    expect((await api.admin('POST', `/environments/mine/keys/${String(old['id'])}/rotate`, {})).status).toBe(409);
    expect((await api.admin('DELETE', `/environments/mine/keys/${String(fresh.body['id'])}`)).body).toEqual({ done: true });
    forgetKeys(api.db);
    expect(await findEnvironmentByKey(api.db, 'mine', String(fresh.body['key']))).toBeNull();
  });

  it('of another environment are not found', async () => {
    const { id } = (await api.admin('POST', '/environments/mine/keys', {})).body;
    expect((await api.admin('DELETE', `/environments/theirs/keys/${String(id)}`)).status).toBe(404);
    expect((await api.admin('POST', `/environments/theirs/keys/${String(id)}/rotate`, {})).status).toBe(404);
    expect((await api.admin('DELETE', '/environments/mine/keys/not-an-id')).body).toEqual(problemOf([{ field: 'key' }]));
  });
});

describe('the audit', () => {
  it('has a line for each change, newest first, by environment', async () => {
    await api.admin('POST', '/environments', { dev_id: 'audited' });
    const { id, key } = (await api.admin('POST', '/environments/audited/keys', { label: 'k' })).body;
    await api.admin('DELETE', `/environments/audited/keys/${String(id)}`);
    await api.admin('DELETE', `/environments/audited/keys/${String(id)}`);
    const { items } = (await api.admin('GET', '/environments/audited/audit')).body as {
      items: { action: string; actor: string }[];
    };
    expect(items.map((line) => line.action)).toEqual(['key.revoked', 'key.created', 'environment.created']);
    expect(items.every((line) => line.actor === 'admin')).toBe(true);
    expect(JSON.stringify(items)).not.toContain(key);
    expect((await api.admin('GET', '/audit?limit=1')).body).toMatchObject({ items: [{ action: 'key.revoked' }] });
  });
});
