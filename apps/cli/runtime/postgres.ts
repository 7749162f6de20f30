/** The embedded PostgreSQL 18: a real server as our child process, its data in one folder. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Problem } from '../../../model/problem.js';
import { startChild, waitUntilReady, type Child } from './child.js';
import { claimPort, freePort, isFree } from './ports.js';
import { asAccount, postgresAccount } from './postgres-account.js';
import { clearPostmaster, ensureCluster, SUPERUSER } from './postgres-cluster.js';
import { postgresPrograms } from './postgres-programs.js';

export interface PostgresOptions {
  /** Data folder; made when missing. */
  readonly folder: string;
  /** 0: the port of the last time, else a free one. */
  readonly port: number;
  readonly password: string;
  readonly logFile: string;
  readonly runFolder?: string;
  /** False only for tests: loses data when the machine (not the process) dies, and is several times as fast. Default true. */
  readonly durable?: boolean;
  readonly signal?: AbortSignal;
}

export interface RunningPostgres {
  readonly port: number;
  readonly child: Child;
  /** Connection URL of a database of this server, as its superuser. */
  url(database: string): string;
  /** Makes the database unless it is there. @returns its URL. */
  ensureDatabase(database: string): Promise<string>;
  /** Fast shutdown: clients are cut, committed data is safe; well under a second. */
  stop(): Promise<void>;
  /** As if the process had crashed. */
  kill(): Promise<void>;
}

const DURABLE = { synchronous_commit: 'on' };
const THROW_AWAY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** For a laptop with two cores; a deployment has its own server. */
const LAPTOP = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  // Our statements are short; compiling them costs more than they do.
  jit: 'off',
  // Queue tables turn over in seconds.
  autovacuum_naptime: '10s',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/**
 * Starts the server on its folder and waits until it answers, through crash recovery if there is one to do.
 * @throws Problem config (no programs, taken port, folder that cannot be used), transient (it died; the log is named).
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const folder = resolve(options.folder);
  const durable = options.durable ?? true;
  const account = await postgresAccount();
  await ensureCluster(folder, account, options.password, durable);
  const crashed = existsSync(join(folder, 'postmaster.pid'));
  await clearPostmaster(folder);
  const port = await choosePort(options.port, `${folder}.port`);
  const settings = { ...LAPTOP, ...(durable ? DURABLE : THROW_AWAY), port: String(port) };
  const how = await asAccount(
    account,
    [
      postgresPrograms().postgres,
      '-D',
      folder,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    folder,
  );
  const url = (database: string) =>
    `postgres://${SUPERUSER}:${encodeURIComponent(options.password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;

  const start = async (triesLeft: number): Promise<Child> => {
    // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client.
    const child = await startChild({
      name: 'PostgreSQL',
      ...how,
      cwd: '/',
      logFile: options.logFile,
      runFolder: options.runFolder,
      stopSignal: 'SIGINT',
      env: { ...process.env, LC_ALL: 'C' },
    });
    try {
      await waitUntilReady(child, () => answersQueries(url('postgres')), { timeoutMs: 120_000, signal: options.signal });
      return child;
    } catch (error) {
      await child.stop();
      // After a SIGKILL the last backends hold the shared memory for a moment longer.
      if (!crashed || triesLeft === 0 || !(error instanceof Problem) || error.kind !== 'transient') throw error;
      await sleep(1_000);
      return start(triesLeft - 1);
    }
  };
  const child = await start(5);
  return {
    port,
    child,
    url,
    ensureDatabase: async (database) => {
      await ensureDatabase(url('postgres'), database);
      return url(database);
    },
    stop: () => child.stop(),
    kill: () => child.kill(),
  };
}

/** Keeps the port over restarts where it can: people have it in their tools. */
async function choosePort(wanted: number, memory: string): Promise<number> {
  if (wanted !== 0) return claimPort(wanted, 'FREEHUB_POSTGRES_PORT');
  const remembered = Number(await readFile(memory, 'utf8').catch(() => ''));
  const port = remembered > 0 && remembered < 65_536 && (await isFree(remembered)) ? remembered : await freePort();
  await writeFile(memory, String(port));
  return port;
}

async function answersQueries(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(maintenanceUrl: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}
