import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { freePort } from './ports.js';
import { startPostgres, type RunningPostgres } from './postgres.js';
import { processIdentity } from './process-identity.js';

jest.setTimeout(60_000);

let folder: string;
let running: RunningPostgres | null = null;

// mkdtemp makes it 0700, below which the account `postgres` cannot go by itself: just what the tests should cover.
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehub-postgres-'));
});

afterEach(async () => {
  await running?.stop();
  running = null;
  await rm(folder, { recursive: true, force: true });
});

async function start(port = 0): Promise<RunningPostgres> {
  running = await startPostgres({
    folder: join(folder, 'postgres'),
    port,
    password: 'a-test-password/@:',
    logFile: join(folder, 'postgres.log'),
    runFolder: join(folder, 'run'),
  });
  return running;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ answer?: unknown }>(sql);
    return rows[0]?.answer;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  it('is version 18, durable, on this machine only, and keeps data and port over a restart', async () => {
    const first = await start();
    const url = await first.ensureDatabase('freehub');
    expect(await first.ensureDatabase('freehub')).toBe(url);
    expect(await ask(url, `SELECT current_setting('server_version_num')::int / 10000 AS answer`)).toBe(18);
    expect(
      await ask(
        url,
        `SELECT concat_ws(' ', current_setting('synchronous_commit'), current_setting('fsync'), current_setting('listen_addresses')) AS answer`,
      ),
    ).toBe('on on 127.0.0.1');
    await ask(url, 'CREATE TABLE ride AS SELECT 42 AS answer');
    await first.stop();

    const second = await start();
    expect(second.port).toBe(first.port);
    expect(await ask(second.url('freehub'), 'SELECT answer FROM ride')).toBe(42);
  });

  it('recovers what was committed before a SIGKILL', async () => {
    const first = await start();
    await ask(first.url('postgres'), 'CREATE TABLE ride AS SELECT 7 AS answer');
    await first.kill();
    expect(await processIdentity(first.child.pid)).toBeNull();
    expect(await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).toContain(String(first.child.pid));
    const second = await start();
    expect(await ask(second.url('postgres'), 'SELECT answer FROM ride')).toBe(7);
  });

  it('does not mistake another program for the server that a stale postmaster.pid names', async () => {
    await (await start()).kill();
    const file = join(folder, 'postgres', 'postmaster.pid');
    const [, ...rest] = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, [String(process.pid), ...rest].join('\n'));
    await start();
    expect(await processIdentity(process.pid)).not.toBeNull();
  });

  it('refuses a taken port and names the setting', async () => {
    const { port } = await start();
    const other = { folder: join(folder, 'other'), port, password: 'a-test-password', logFile: join(folder, 'other.log') };
    await expect(startPostgres(other)).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining('FREEHUB_POSTGRES_PORT'),
    });
  });

  it('says where to look when the server dies at once', async () => {
    await (await start()).stop();
    await writeFile(join(folder, 'postgres', 'PG_VERSION'), '9\n');
    await expect(start(await freePort())).rejects.toMatchObject({
      kind: 'transient',
      message: expect.stringMatching(/^PostgreSQL ended with code 1.*postgres\.log$/s),
    });
  });
});
