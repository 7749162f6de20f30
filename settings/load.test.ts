import { describe, expect, it } from '@jest/globals';
import { Problem } from '../model/problem.js';
import { describeSettings, loadSettings, settingRows } from './load.js';

function problemOf(env: Record<string, string>): Problem {
  try {
    loadSettings(env);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('expected a Problem');
}

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');

describe('loadSettings', () => {
  it('reads every default', () => {
    const settings = loadSettings({});
    expect(settings).toMatchObject({
      apiHost: '127.0.0.1',
      apiPort: 8080,
      temporalNamespace: 'default',
      workerRole: 'all',
      egressAllow: [],
      rawRetentionDays: 0,
    });
    expect(settings.databaseUrl).toBeUndefined();
    expect(Object.isFrozen(settings)).toBe(true);
  });

  it('derives the public URL from the port, unless one is given', () => {
    expect(loadSettings({ FREEHUB_API_PORT: '9000' }).publicUrl).toBe('http://127.0.0.1:9000');
    expect(loadSettings({ FREEHUB_PUBLIC_URL: 'https://hub.example.com/' }).publicUrl).toBe('https://hub.example.com');
  });

  it('takes an empty variable for an unset one', () => {
    expect(loadSettings({ FREEHUB_API_PORT: '', DATABASE_URL: ' ' })).toMatchObject({ apiPort: 8080, databaseUrl: undefined });
  });

  it.each([
    ['FREEHUB_API_PROT', 'FREEHUB_API_PORT'],
    ['FREEHUB_POOL_SIZE', 'FREEHUB_DATABASE_POOL_SIZE'],
    ['FREEHUB_SYNC_CONCURENCY', 'FREEHUB_SYNC_CONCURRENCY'],
  ])('refuses %s and names %s', (wrong, right) => {
    const problem = problemOf({ [wrong]: '1' });
    expect(problem.kind).toBe('config');
    expect(problem.message).toContain(`${wrong} is not a setting; the nearest is ${right}`);
  });

  it('leaves other programs’ variables alone', () => {
    expect(() => loadSettings({ PATH: '/bin', DATABASE_URI: 'x' })).not.toThrow();
  });

  it.each([
    ['FREEHUB_API_PORT', '80x', 'must be a whole number'],
    ['FREEHUB_API_PORT', '70000', 'must be between 0 and 65535'],
    ['FREEHUB_WORKER_ROLE', 'everything', 'must be one of workflows, providers, delivery, all'],
    ['DATABASE_URL', 'mysql://a:hidden@b/c', 'must be a URL that starts with postgres:// or postgresql://'],
    ['TEMPORAL_ADDRESS', 'http://hidden:7233', 'must be host:port'],
    ['FREEHUB_EGRESS_ALLOW', '10.0.0.0/33', 'must be a comma list'],
    ['FREEHUB_EGRESS_ALLOW', 'http://hidden', 'must be a comma list'],
    ['FREEHUB_SECRET_KEYS', 'a:c2hvcnQ=', 'entry 1 must be id:key'],
    ['FREEHUB_SECRET_KEYS', `a:${key(1)},a:${key(2)}`, 'names one id twice'],
    ['FREEHUB_ADMIN_TOKEN', 'hidden', 'at least 16 characters'],
  ])('refuses %s=%s without repeating it', (variable, value, expected) => {
    const { kind, message } = problemOf({ [variable]: value });
    expect({ kind, message }).toMatchObject({ kind: 'config', message: expect.stringContaining(`${variable} `) });
    expect(message).toContain(expected);
    expect(message).not.toContain('hidden');
  });

  it('tells all faults at once', () => {
    const { message } = problemOf({ FREEHUB_API_PORT: 'x', FREEHUB_LOG_LEVEL: 'loud', FREEHUB_NOPE: '1' });
    for (const variable of ['FREEHUB_API_PORT', 'FREEHUB_LOG_LEVEL', 'FREEHUB_NOPE']) expect(message).toContain(variable);
  });

  it('reads the key ring in its order', () => {
    const { secretKeys = [] } = loadSettings({ FREEHUB_SECRET_KEYS: `new:${key(2)}, old:${key(1)}` });
    expect(secretKeys.map(({ id, key: bytes }) => [id, bytes[0]])).toEqual([
      ['new', 2],
      ['old', 1],
    ]);
  });

  it('reads hosts and ranges', () => {
    expect(loadSettings({ FREEHUB_EGRESS_ALLOW: '10.0.0.0/8, db.internal,::1,*.svc' }).egressAllow).toEqual([
      '10.0.0.0/8',
      'db.internal',
      '::1',
      '*.svc',
    ]);
  });
});

describe('describeSettings', () => {
  it('masks secrets and passwords', () => {
    const described = describeSettings(
      loadSettings({
        DATABASE_URL: 'postgres://me:s3cret@db:5432/freehub?password=s3cret',
        FREEHUB_ADMIN_TOKEN: 's3cret-s3cret-s3cret',
        FREEHUB_SECRET_KEYS: `a:${key(7)}`,
      }),
    );
    const text = JSON.stringify(described);
    expect(text).not.toContain('s3cret');
    expect(text).not.toContain(key(7).slice(0, 12));
    expect(described).toContainEqual({ variable: 'FREEHUB_ADMIN_TOKEN', value: '(set)' });
    expect(described).toContainEqual({ variable: 'DATABASE_URL', value: 'postgres://me:***@db:5432/freehub?***' });
    expect(described).toHaveLength(settingRows.length);
  });
});
