/**
 * A whole Freehub of a test's own: PostgreSQL, Temporal, sandbox, api and worker as real processes, each of which the test may kill, stop and start
 * again. Call `close` whatever happened; should the test's process die, every child ends by itself (apps/cli/runtime/leash.ts).
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type pg from 'pg';
import { stablePort } from '../servers/stable-port.js';
import { openDatabase } from '../../../store/database.js';
import { migrate } from '../../../store/migrate.js';
import { privatePostgres, type PrivatePostgres } from '../servers/postgres.js';
import { privateTemporal, type PrivateTemporal } from '../servers/temporal.js';
import { AdminClient } from './admin-client.js';
import { SandboxControl } from './sandbox-control.js';
import { Service } from './service.js';
import { Tenant, type TenantOptions } from './tenant.js';

export interface PlatformOptions {
  /** Further flags of the sandbox; it has no rate limits and quick webhook retries already. */
  readonly sandbox?: readonly string[];
  /** Settings of api and worker (FREEHUB_…). */
  readonly settings?: Readonly<Record<string, string>>;
  /** Worker processes. Default 1. */
  readonly workers?: number;
}

export class Platform {
  readonly tenants: Tenant[] = [];
  readonly admin: AdminClient;
  readonly #services: readonly Service[];

  private constructor(
    readonly folder: string,
    readonly postgres: PrivatePostgres,
    readonly temporal: PrivateTemporal,
    readonly sandbox: Service & { readonly control: SandboxControl },
    readonly api: Service,
    readonly workers: readonly Service[],
    readonly db: pg.Pool,
    /** What must never be seen outside of the processes' memory. */
    readonly secrets: readonly string[],
    /** FREEHUB_SECRET_KEYS. */
    readonly keys: string,
    readonly adminToken: string,
  ) {
    this.#services = [sandbox, api, ...workers];
    this.admin = new AdminClient(api.url, adminToken);
  }

  static async start({
    sandbox: sandboxFlags = [],
    settings = {},
    workers: workerCount = 1,
  }: PlatformOptions = {}): Promise<Platform> {
    const folder = await mkdtemp(join(tmpdir(), 'freehub-test-platform-'));
    const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
    try {
      const [postgres, temporal] = await both(privatePostgres({ durable: true }), privateTemporal(), undo);
      const databaseUrl = await postgres.ensureDatabase('freehub');
      await migrate(databaseUrl);
      const db = openDatabase({ url: databaseUrl, poolSize: 3, name: 'test', onError: () => undefined });
      undo.push(() => db.end());
      const url = async (): Promise<string> => `http://127.0.0.1:${await stablePort()}`;
      const apiUrl = await url();
      const sandboxUrl = await url();
      const adminToken = randomBytes(24).toString('base64url');
      const keys = `test:${randomBytes(32).toString('base64')}`;
      const env = {
        DATABASE_URL: databaseUrl,
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_NAMESPACE: temporal.namespace,
        FREEHUB_API_PORT: portOf(apiUrl),
        FREEHUB_PUBLIC_URL: apiUrl,
        FREEHUB_ADMIN_TOKEN: adminToken,
        FREEHUB_SECRET_KEYS: keys,
        FREEHUB_EGRESS_ALLOW: '127.0.0.1',
        FREEHUB_SANDBOX_URL: sandboxUrl,
        ...settings,
      };
      const flags = [
        '--port',
        portOf(sandboxUrl),
        '--data',
        join(folder, 'sandbox.db'),
        '--seed',
        '7',
        '--no-limits',
        '--retry-scale',
        '0.01',
        ...sandboxFlags,
      ];
      const sandbox = Object.assign(
        new Service({ program: 'sandbox', name: 'sandbox', url: sandboxUrl, readyPath: '/', flags, folder }),
        {
          control: new SandboxControl(sandboxUrl),
        },
      );
      const api = new Service({ program: 'api', name: 'api', url: apiUrl, readyPath: '/health/ready', env, folder });
      const workers: Service[] = [];
      for (let n = 1; n <= workerCount; n++) {
        const workerUrl = await url();
        workers.push(
          new Service({
            program: 'worker',
            name: `worker-${n}`,
            url: workerUrl,
            readyPath: '/health/ready',
            env: { ...env, FREEHUB_WORKER_PORT: portOf(workerUrl) },
            folder,
          }),
        );
      }
      const services = [sandbox, api, ...workers];
      undo.push(...services.map((service) => () => service.stop()));
      await Promise.all(services.map((service) => service.start()));
      const secrets = [adminToken, keys.slice('test:'.length), new URL(databaseUrl).password];
      return new Platform(folder, postgres, temporal, sandbox, api, workers, db, secrets, keys, adminToken);
    } catch (error) {
      for (const one of undo.reverse()) await one().catch(() => undefined);
      throw error;
    }
  }

  /** The only or first worker. */
  get worker(): Service {
    const [worker] = this.workers;
    if (!worker) throw new Error('this platform has no worker');
    return worker;
  }

  async provision(options: TenantOptions = {}): Promise<Tenant> {
    const tenant = await Tenant.create(this, options);
    this.tenants.push(tenant);
    return tenant;
  }

  async rows<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]> {
    return (await this.db.query<Row>(sql, values)).rows;
  }

  async withTemporal<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const connection = await Connection.connect({ address: this.temporal.address, connectTimeout: 5_000 });
    try {
      return await work(new Client({ connection, namespace: this.temporal.namespace }));
    } finally {
      await connection.close();
    }
  }

  /** Everything that the processes have written. */
  async logs(): Promise<string> {
    const files = (await readdir(this.folder)).filter((file) => file.endsWith('.log'));
    return (await Promise.all(files.map((file) => readFile(join(this.folder, file), 'utf8')))).join('\n');
  }

  /** @throws Error when a process ended although nobody asked it to. */
  assertAlive(): void {
    const dead = this.#services.filter(({ diedBy }) => diedBy !== null);
    if (dead.length > 0) throw new Error(dead.map(({ name, diedBy }) => `${name} died: ${diedBy ?? ''}`).join('; '));
  }

  /** For a failed test: where things stand, and the ends of the logs. */
  async describe(): Promise<string> {
    const state = async (title: string, sql: string): Promise<string> =>
      `── ${title}\n${await this.rows(sql).then(
        (rows) => rows.map((row) => JSON.stringify(row)).join('\n'),
        (error: unknown) => String(error),
      )}`;
    const parts = [
      state(
        'inbox',
        `SELECT state, kind, count(*)::int, min(due_at)::text AS due, max(problem::text) AS problem FROM inbox GROUP BY 1, 2`,
      ),
      state(
        'connections',
        `SELECT reference_id, state, failures, lease_until::text, problem FROM connection ORDER BY id LIMIT 20`,
      ),
      state('destinations', `SELECT name, state, circuit, failures, probe_at::text, problem FROM destination ORDER BY id`),
      state(
        'deliveries',
        `SELECT d.name, v.type, v.state, count(*)::int, max(v.attempts) AS attempts, min(v.due_at)::text AS due, max(v.lease_until)::text AS lease, max(v.problem::text) AS problem FROM delivery v LEFT JOIN destination d ON d.id = v.destination_id GROUP BY 1, 2, 3`,
      ),
      state(
        'backfills',
        `SELECT state, windows_total, windows_done, windows_failed, records_found, records_changed FROM backfill`,
      ),
      state('now', `SELECT now()::text`),
      ...this.#services.map((service) => service.logTail()),
    ];
    return (await Promise.all(parts)).join('\n');
  }

  async close(): Promise<void> {
    const end = (work: readonly Promise<unknown>[]): Promise<unknown> => Promise.allSettled(work);
    // Hanging receivers first: a drain would wait for them.
    await end(this.tenants.map((tenant) => tenant.close()));
    await end(this.#services.map((service) => service.stop()));
    await this.db.end().catch(() => undefined);
    await end([this.temporal.dispose(), this.postgres.dispose()]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

const portOf = (url: string): string => new URL(url).port;

/** Both or none: what started is undone by the caller when the other did not. */
async function both<A extends { dispose(): Promise<void> }, B extends { dispose(): Promise<void> }>(
  first: Promise<A>,
  second: Promise<B>,
  undo: (() => Promise<unknown>)[],
): Promise<[A, B]> {
  const settled = await Promise.allSettled([first, second]);
  for (const one of settled) if (one.status === 'fulfilled') undo.push(() => one.value.dispose());
  const [a, b] = settled;
  if (a.status === 'rejected') throw a.reason;
  if (b.status === 'rejected') throw b.reason;
  return [a.value, b.value];
}
