/** What Supabase adds to the common contract. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parseConfig } from '../kit/config.js';
import type { DestinationSession, ItemResult } from '../kit/destination.js';
import { EgressGuard } from '../kit/egress/egress.js';
import { testItem, testUser } from '../kit/testing/items.js';
import { classifySupabase } from './classify.js';
import { supabase } from './index.js';
import { refusalOf } from './refusal.js';
import { setupSql } from './setup-sql.js';
import { testProject } from './testing/project.js';

jest.setTimeout(60_000);
const never = new AbortController().signal;
const told = (results: readonly ItemResult[]) => results.map((one) => (one.ok ? one.outcome : one.problem.code));

describe('Supabase', () => {
  const io = { egress: new EgressGuard(['127.0.0.1']), userAgent: 'freehub-test', ambientCredentials: false };
  let project: Awaited<ReturnType<typeof testProject>>;
  const open = (change: object = {}): DestinationSession =>
    supabase.open(parseConfig(supabase.spec.schema, { ...project.config, ...change }), io);
  beforeAll(async () => {
    project = await testProject('terra');
  });
  afterAll(async () => {
    await project.dispose();
    await io.egress.close();
  });

  it('keeps both of two records of one instant', async () => {
    const user = testUser();
    expect(told(await open().write([testItem({ user }), testItem({ user })], never))).toEqual(['delivered', 'delivered']);
    const names = [...project.storage.objects.keys()].filter((name) => name.includes(user.userId));
    expect(names).toHaveLength(2);
    expect(names).toContain(`2022-03-16/activity/${user.userId}-2026-09-21T18:00:00.000000+02:00.json`);
  });

  it('an older upload that lands late replaces nothing and is removed', async () => {
    const item = testItem();
    const held = Promise.withResolvers<undefined>();
    const arrived = Promise.withResolvers<undefined>();
    project.storage.beforeUpload = async () => {
      arrived.resolve(undefined);
      await held.promise;
    };
    const older = open().write([item], never);
    await arrived.promise;
    project.storage.beforeUpload = () => Promise.resolve();
    const newer = { ...item, revision: 2, body: Buffer.from(`{"key":"${item.key}","revision":2}`) };
    expect(told(await open().write([newer], never))).toEqual(['delivered']);
    held.resolve(undefined);
    expect(told(await older)).toEqual(['stale']);
    expect((await project.readBack()).filter((text) => text.includes(item.key))).toEqual([newer.body.toString()]);
    expect([...project.storage.objects.keys()].filter((name) => name.includes(item.user.userId))).toHaveLength(1);
  });

  it('a delete leaves no object', async () => {
    const item = testItem();
    await open().write([item], never);
    expect(told(await open().write([{ ...item, op: 'delete', revision: 2 }], never))).toEqual(['delivered']);
    expect([...project.storage.objects.keys()].filter((name) => name.includes(item.user.userId))).toEqual([]);
  });

  it('names the missing bucket and what to do', async () => {
    const failed = (await open({ bucket: 'no-such-bucket' }).check(never)).filter(({ ok }) => !ok);
    expect(failed).toEqual([expect.objectContaining({ action: 'Make the private bucket in Storage, or correct bucket.' })]);
  });

  it('names the set-up SQL while the function is not there; running it twice is harmless', async () => {
    await project.admin.query(setupSql('public'));
    project.own.answer = () => ({ status: 404, body: '{"code":"PGRST202"}' });
    const failed = (await open().check(never)).filter(({ ok }) => !ok);
    project.own.answer = () => undefined;
    expect(failed[0]?.action).toContain('set-up SQL');
  });

  it.each([
    ['any server that has no such page', 404, 'not found', 'reach the project', /project_url/],
    ['a page that moved', 301, '', 'reach the project', /project_url/],
    ['a project that is paused', 540, '', 'reach the project', /state of the project/],
    ['a database that is down', 503, '{"code":"PGRST002"}', 'reach the project', /the state of the project/],
    ['a key that the gateway refuses', 401, '{"message":"Invalid API key"}', 'use the key', /secret key/],
    ['a project without the function', 404, '{"code":"PGRST202"}', 'find the tables and the function', /set-up SQL/],
  ])('check of %s fails at the right test', async (_case, status, body, name, action) => {
    project.own.answer = () => ({ status, body });
    const report = await open().check(never);
    project.own.answer = () => undefined;
    const failed = report.filter(({ ok }) => !ok);
    expect(failed).toEqual([expect.objectContaining({ name })]);
    expect(failed[0]?.action).toMatch(action);
    expect(report.at(-1)).toBe(failed[0]);
    expect(report.some((test) => test.ok && test.name === 'use the key')).toBe(name === 'find the tables and the function');
  });

  it.each([
    [false, 404, '{"code":"PGRST202"}', 'config'],
    [false, 404, '{}', 'config'],
    [false, 401, '{"code":"PGRST301"}', 'auth'],
    [false, 503, '{"code":"PGRST002"}', 'transient'],
    [false, 500, '{"code":"57014"}', 'transient'],
    [true, 400, '{"statusCode":"404"}', 'config'],
    [true, 400, '{"statusCode":"403"}', 'auth'],
    [true, 400, '{"statusCode":"413"}', 'payload'],
    [true, 400, '{"statusCode":"500"}', 'transient'],
    [true, 544, 'no JSON', 'transient'],
  ])('of Storage %s: %d %s is %s', (ofStorage, status, text, kind) => {
    expect(classifySupabase(refusalOf(status, undefined, text, ofStorage))).toMatchObject({ kind });
  });
});
