/** What Azure adds to the common contract: SAS tokens and account keys. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parseConfig } from '../kit/config.js';
import type { DestinationSession } from '../kit/destination.js';
import { EgressGuard } from '../kit/egress/egress.js';
import { bucketSuite } from '../kit/objects/testing/suite.js';
import { testItem } from '../kit/testing/items.js';
import { azureblob } from './index.js';
import { sasState } from './sas.js';
import { TestContainer } from './testing/container.js';

jest.setTimeout(60_000);
const never = new AbortController().signal;

let writer: Readonly<Record<string, unknown>>;
bucketSuite({
  destination: azureblob,
  writeOnly: () => writer,
  metadataName: (name) => name.replaceAll('-', '_'),
  make: async () => {
    const container = await TestContainer.make();
    writer = container.config(container.sas('cw'));
    return {
      config: container.config(container.sas('rcwd')),
      names: (prefix) => container.names(prefix),
      read: (name) => container.read(name),
      put: async (name, text) => {
        await container.client.getBlockBlobClient(name).upload(text, text.length);
      },
      dispose: () => container.remove(),
    };
  },
});

describe('Azure Blob Storage', () => {
  const io = { egress: new EgressGuard(['127.0.0.1']), userAgent: 'freehub-test', ambientCredentials: false };
  let container: TestContainer;
  const open = (config: object): DestinationSession => azureblob.open(parseConfig(azureblob.spec.schema, config), io);
  beforeAll(async () => {
    container = await TestContainer.make();
  });
  afterAll(async () => {
    await container.remove();
    await io.egress.close();
  });

  it('signs with an account key', async () => {
    const { account_url, container: name } = container.config('');
    const config = { account_url, container: name, account_key: container.server.accountKey };
    expect((await open(config).check(never)).map(({ ok }) => ok)).toEqual([true, true, true, true]);
    const wrong = { ...config, account_key: Buffer.alloc(64, 1).toString('base64') };
    const [, failed] = await open(wrong).check(never);
    expect(failed?.ok).toBe(false);
    expect(failed?.action).toContain('account_key');
  });

  it('takes one kind of credentials, a question mark in front of the token, and no secret in the address', () => {
    const config = container.config(container.sas('cw'));
    const faults = (change: object): string[] => {
      const parsed = azureblob.spec.schema.safeParse({ ...config, ...change });
      return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'));
    };
    expect(faults({ account_key: container.server.accountKey })).toEqual(['sas_token']);
    expect(faults({ sas_token: undefined })).toEqual(['sas_token']);
    expect(faults({ sas_token: 'nonsense' })).toEqual(['sas_token']);
    expect(faults({ account_url: `https://acme.blob.core.windows.net?${config.sas_token}` })).toEqual(['account_url']);
    expect(parseConfig(azureblob.spec.schema, { ...config, sas_token: `?${config.sas_token}` }).sas_token).toBe(config.sas_token);
  });

  it('tells when the token ends, and fails when it has', async () => {
    const good = await open(container.config(container.sas('rcwd'))).check(never);
    expect(good.at(-1)).toMatchObject({ name: 'SAS token is valid', ok: true });
    expect(good.at(-1)?.message).toContain('only 0 days are left');
    const ended = container.config(container.sas('cw', -60_000));
    const [only, ...rest] = await open(ended).check(never);
    expect(only).toMatchObject({ name: 'SAS token is valid', ok: false });
    expect(only?.action).toContain('sas_token');
    expect(rest).toEqual([]);
    const [result] = await open(ended).write([testItem()], never);
    expect(result).toMatchObject({ ok: false, problem: { kind: 'auth' } });
    const now = Date.UTC(2026, 10, 23);
    expect(sasState('se=2027-01-01T00%3A00%3A00Z&sig=x', now)).toEqual({
      expired: false,
      message: 'the SAS token is valid until 2027-01-01T00:00:00.000Z',
    });
    expect(sasState('si=policy&sig=x', now)).toBeNull();
  });

  it.each([
    ['cwd', 'look at an object', 'r is missing'],
    ['rcw', 'delete an object', 'd is missing'],
  ])('tells what a token with %s lacks', async (permissions, name, action) => {
    const report = await open(container.config(container.sas(permissions))).check(never);
    expect(report.filter(({ ok }) => !ok)).toEqual([expect.objectContaining({ name, action: expect.stringContaining(action) })]);
  });

  it.each([
    ['a container that is not there', () => ({ container: 'no-such-container' }), 'config', /container/],
    ['a token that may only read', () => ({ sas_token: container.sas('r') }), 'auth', /rcwd/],
  ])('tells of %s and what to do', async (_case, change, kind, action) => {
    const account = container.server.accountKey;
    const { account_url, container: name, sas_token } = container.config(container.sas('r'));
    // A SAS token is of one container, so only the account's key gets to the answer that there is none.
    const changed = { account_url, container: name, ...change() };
    const session = open('sas_token' in changed ? { ...changed, sas_token } : { ...changed, account_key: account });
    const [reached, failed] = await session.check(never);
    expect(reached?.ok).toBe(true);
    expect(failed?.ok).toBe(false);
    expect(failed?.action).toMatch(action);
    const [result] = await session.write([testItem()], never);
    expect(result).toMatchObject({ ok: false, problem: { kind } });
  });
});
