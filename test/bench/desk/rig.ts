/** PostgreSQL with a filled database, and the real api on it. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool as HttpPool } from 'undici';
import { answers, type Child, startChild, waitUntilReady } from '../../../apps/cli/runtime/child.js';
import { freePort } from '../../../apps/cli/runtime/ports.js';
import { startPostgres } from '../../../apps/cli/runtime/postgres.js';
import { type Database, openDatabase } from '../../../store/database.js';
import { migrate } from '../../../store/migrate.js';
import { fillDesk } from './fill.js';
import { KEY_SETTING } from './key.js';
import type { DeskSizes } from './sizes.js';

export interface Answered {
  readonly status: number;
  readonly body: string;
  /** As it came over the wire. */
  readonly bytes: number;
}

export interface DeskRig {
  readonly db: Database;
  /** Under /admin, with the token; gzip is accepted. @param path `/health/ready` is taken as it is */
  get(path: string): Promise<Answered>;
  /** From then on PostgreSQL writes the plan of each query of the api to its log. */
  explain(): Promise<void>;
  /** What PostgreSQL has logged since the last call. */
  log(): Promise<string>;
  close(): Promise<void>;
}

/** What auto_explain logs: every statement with what it really did. */
const EXPLAIN = [
  'session_preload_libraries=auto_explain',
  'auto_explain.log_min_duration=0',
  'auto_explain.log_analyze=on',
  'auto_explain.log_buffers=on',
  'auto_explain.log_nested_statements=on',
];

/** @param keptIn folder of a database that is kept, and used again when it is filled already; null = a new one that is thrown away */
export async function startDeskRig(sizes: DeskSizes, keptIn: string | null, say: (line: string) => void): Promise<DeskRig> {
  const folder = mkdtempSync(join(tmpdir(), 'freehub-desk-'));
  const logFile = join(folder, 'postgres.log');
  const data = keptIn === null ? join(folder, 'data') : join(keptIn, 'data');
  const postgres = await startPostgres({ folder: data, port: 0, password: 'only-for-bench-0000', durable: false, logFile });
  const url = await postgres.ensureDatabase('desk');
  await migrate(url);
  const db = openDatabase({ url, poolSize: 2, name: 'bench', onError: () => undefined });
  // The filling ends with dropping the one of them.
  const { rows } = await db.query<{ begun: boolean; done: boolean }>(
    `SELECT to_regclass('bench_user') IS NOT NULL AS begun, to_regclass('bench_event') IS NULL AS done`,
  );
  if (rows[0]?.begun === true && !rows[0].done) throw new Error(`${data} was filled in part only: delete it`);
  if (rows[0]?.begun !== true) await fillDesk(db, sizes, say);
  const token = randomBytes(16).toString('hex');
  const port = await freePort();
  const startApi = async (databaseUrl: string): Promise<Child> => {
    const child = await startChild({
      name: 'api',
      command: [process.execPath, 'dist/apps/api/main.js'],
      logFile: join(folder, 'api.log'),
      env: {
        ...process.env,
        DATABASE_URL: databaseUrl,
        // Away: nothing here needs it.
        TEMPORAL_ADDRESS: '127.0.0.1:1',
        FREEHUB_API_PORT: String(port),
        FREEHUB_PUBLIC_URL: `http://127.0.0.1:${port}`,
        FREEHUB_SECRET_KEYS: KEY_SETTING,
        FREEHUB_ADMIN_TOKEN: token,
        FREEHUB_LOG_LEVEL: 'warn',
      },
    });
    await waitUntilReady(child, answers(`http://127.0.0.1:${port}/health/ready`), { timeoutMs: 60_000 });
    return child;
  };
  let api = await startApi(url);
  const http = new HttpPool(`http://127.0.0.1:${port}`, { connections: 1, pipelining: 1 });
  let read = 0;
  return {
    db,
    async get(path) {
      const { statusCode, body, headers } = await http.request({
        method: 'GET',
        path: path.startsWith('/health') ? path : `/admin${path}`,
        headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' },
      });
      const bytes = Buffer.from(await body.arrayBuffer());
      return {
        status: statusCode,
        bytes: bytes.length,
        body: headers['content-encoding'] === undefined ? bytes.toString() : '',
      };
    },
    async explain() {
      await api.stop();
      const options = EXPLAIN.map((setting) => `-c ${setting}`).join(' ');
      api = await startApi(`${url}?options=${encodeURIComponent(options)}`);
      read = (await readFile(logFile)).length;
    },
    async log() {
      const bytes = await readFile(logFile);
      const fresh = bytes.subarray(read).toString();
      read = bytes.length;
      return fresh;
    },
    async close() {
      await Promise.allSettled([api.stop(), http.close(), db.end()]);
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
