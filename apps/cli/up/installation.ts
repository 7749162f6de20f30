/** What `freehub up` starts, step by step. */
import { chmod, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import type { Settings } from '../../../settings/load.js';
import { migrate } from '../../../store/migrate.js';
import { packageRoot } from '../runtime/package-root.js';
import { startPostgres } from '../runtime/postgres.js';
import { endLeftovers } from '../runtime/run-files.js';
import { tellRunning } from '../runtime/running.js';
import { loadSecrets, type Secrets } from '../runtime/secrets.js';
import { findTemporal, startTemporal } from '../runtime/temporal.js';
import type { UpContext } from './context.js';
import type { Keeper } from './keeper.js';
import { requireDatabase, requireTemporal } from './external.js';
import { claimPorts, type UpPorts } from './ports.js';
import { startService } from './services.js';
import type { Stack } from './stack.js';
import { type Report, runSteps, type Step, type StepOutput } from './steps.js';

export interface InstallationOptions {
  readonly settings: Settings;
  /** Further flags of the sandbox (`--rides FOLDER`, …). */
  readonly sandboxFlags?: readonly string[];
  /** Holds `api/main.js` and its like; default `dist/apps` of the project. */
  readonly appsFolder?: string;
}

const libraryAnswer = z.object({ skipped: z.array(z.object({ file: z.string(), reason: z.string() })) });

/** The steps, and what they find out for the ones after them. */
export class Installation {
  private readonly settings: Settings;
  private readonly dataDir: string;
  #secrets: Secrets | null = null;
  #ports: UpPorts | null = null;
  #databaseUrl = '';
  #ensureDatabase: UpContext['ensureDatabase'] = null;
  #temporalAddress = '';
  #temporalUiUrl: string | null = null;
  readonly #keepers: Keeper[] = [];

  /** @param giveUp called when one of our own processes dies again and again. */
  constructor(
    private readonly options: InstallationOptions,
    private readonly stack: Stack,
    private readonly signal: AbortSignal,
    private readonly output: StepOutput,
    private readonly giveUp: (why: Problem) => void,
  ) {
    this.settings = options.settings;
    this.dataDir = resolve(options.settings.dataDir);
  }

  async start(): Promise<void> {
    const ours = (title: string, name: 'api' | 'worker' | 'sandbox', url: () => string, path: string): Step => ({
      title,
      run: async () => {
        const keeper = await startService({
          name,
          readyUrl: `${url()}${path}`,
          flags: name === 'sandbox' ? this.#sandboxArguments() : [],
          env: name === 'sandbox' ? {} : this.#environment(),
          dataDir: this.dataDir,
          appsFolder: this.options.appsFolder ?? join(packageRoot(), 'dist', 'apps'),
          signal: this.signal,
          stack: this.stack,
          say: (line) => {
            this.output.write(line);
          },
          giveUp: this.giveUp,
        });
        this.#keepers.push(keeper);
        return `${title} at ${url()}${name === 'sandbox' ? await this.#leftOut(url()) : ''}`;
      },
    });
    const steps: Step[] = [
      { title: 'Data folder', run: () => this.#prepare() },
      { title: 'PostgreSQL', run: () => this.#postgres() },
      { title: 'Temporal', run: (report) => this.#temporal(report) },
      { title: 'Migrations', run: () => this.#migrate() },
      ours('Insiders sandbox', 'sandbox', () => this.context().sandboxUrl, '/'),
      ours('Worker', 'worker', () => this.context().workerUrl, '/health/ready'),
      ours('API', 'api', () => this.context().apiUrl, '/health/ready'),
    ];
    await runSteps(
      steps.map((step) => ({ title: step.title, run: (report) => this.#unlessStopped(step, report) })),
      this.output,
    );
  }

  /** Nothing is started again from now on. */
  async release(): Promise<void> {
    await Promise.all(this.#keepers.map((keeper) => keeper.close()));
  }

  /** How often each of our own processes was started again; those that never were are left out. */
  restarts(): Readonly<Record<string, number>> {
    const again = this.#keepers.filter(({ restarts }) => restarts > 0);
    return Object.fromEntries(again.map(({ name, restarts }) => [name.replace(/^the /, ''), restarts]));
  }

  #unlessStopped(step: Step, report: Report): Promise<string> {
    if (this.signal.aborted) throw new Problem('canceled', 'starting was stopped');
    return step.run(report);
  }

  async #prepare(): Promise<string> {
    const ended = await endLeftovers(join(this.dataDir, 'run'));
    await mkdir(join(this.dataDir, 'logs'), { recursive: true });
    // The account of PostgreSQL has to pass through; secrets.json and the databases have modes of their own.
    await chmod(this.dataDir, 0o711);
    this.#secrets = await loadSecrets(this.dataDir);
    this.#ports = await claimPorts(this.settings);
    return `Data folder ${this.dataDir}${ended.length === 0 ? '' : ` (ended what a killed run had left: ${ended.join(', ')})`}`;
  }

  async #postgres(): Promise<string> {
    const { databaseUrl, postgresPort: port } = this.settings;
    if (databaseUrl !== undefined) {
      this.#databaseUrl = databaseUrl;
      return `PostgreSQL at ${await requireDatabase(databaseUrl)}`;
    }
    const { dataDir, signal } = this;
    const postgres = await startPostgres({
      folder: join(dataDir, 'postgres'),
      port,
      password: this.#known(this.#secrets).postgresPassword,
      ...this.#files('postgres'),
      signal,
    });
    this.stack.add(postgres.child);
    this.#databaseUrl = await postgres.ensureDatabase('freehub');
    this.#ensureDatabase = (name) => postgres.ensureDatabase(name);
    return `PostgreSQL 18 on port ${postgres.port}`;
  }

  async #temporal(report: Report): Promise<string> {
    const { temporalAddress, temporalNamespace: namespace } = this.settings;
    if (temporalAddress !== undefined) {
      this.#temporalAddress = temporalAddress;
      return `Temporal at ${await requireTemporal(temporalAddress, namespace)}`;
    }
    const { temporal: port, temporalUi: uiPort } = this.#known(this.#ports);
    const program = await findTemporal({ progress: report, why: report.why }, this.signal);
    const temporal = await startTemporal({
      program,
      port,
      uiPort,
      database: join(this.dataDir, 'temporal.db'),
      namespace,
      ...this.#files('temporal'),
      signal: this.signal,
    });
    this.stack.add(temporal.child);
    this.#temporalAddress = temporal.address;
    this.#temporalUiUrl = temporal.uiUrl;
    return `Temporal at ${temporal.address}`;
  }

  async #migrate(): Promise<string> {
    const applied = await migrate(this.#databaseUrl);
    await tellRunning(this.dataDir, { databaseUrl: this.#databaseUrl });
    return applied.length === 0 ? 'Migrations: the schema is current' : `Migrations: applied ${applied.length}`;
  }

  #files = (name: string) => ({ logFile: join(this.dataDir, 'logs', `${name}.log`), runFolder: join(this.dataDir, 'run') });

  #known<T>(value: T | null): T {
    if (value === null) throw new Problem('bug', 'a step of freehub up ran before the one that it stands on');
    return value;
  }

  /** Every setting of the api and the worker that `up` has decided; the rest they read from the environment themselves. */
  #environment(): Readonly<Record<string, string>> {
    const { settings } = this;
    const ports = this.#known(this.#ports);
    const secrets = this.#known(this.#secrets);
    return {
      DATABASE_URL: this.#databaseUrl,
      TEMPORAL_ADDRESS: this.#temporalAddress,
      TEMPORAL_NAMESPACE: settings.temporalNamespace,
      ...(this.#uiUrl() === null ? {} : { FREEHUB_TEMPORAL_UI_URL: this.#uiUrl() ?? '' }),
      FREEHUB_SANDBOX_URL: settings.sandboxUrl ?? urlOf('127.0.0.1', ports.sandbox),
      FREEHUB_DATA_DIR: this.dataDir,
      FREEHUB_API_HOST: settings.apiHost,
      FREEHUB_API_PORT: String(ports.api),
      FREEHUB_PUBLIC_URL: this.#publicUrl(ports),
      FREEHUB_WORKER_HOST: settings.workerHost,
      FREEHUB_WORKER_PORT: String(ports.worker),
      FREEHUB_ADMIN_TOKEN: settings.adminToken ?? secrets.adminToken,
      ...(settings.secretKeys === undefined ? { FREEHUB_SECRET_KEYS: secrets.secretKeys } : {}),
      // The sandbox and what people try out first are on this machine.
      FREEHUB_EGRESS_ALLOW: [...new Set([...settings.egressAllow, '127.0.0.1'])].join(','),
    };
  }

  /** One of the user's own may be behind another address than the one that was started. */
  #uiUrl(): string | null {
    return this.settings.temporalUiUrl ?? this.#temporalUiUrl;
  }

  #publicUrl(ports: UpPorts): string {
    // A port that was picked (0) is not in the derived default.
    return this.settings.apiPort === ports.api
      ? this.settings.publicUrl
      : this.settings.publicUrl.replace(/^http:\/\/127\.0\.0\.1:0$/, `http://127.0.0.1:${ports.api}`);
  }

  /** Recordings that the sandbox cannot serve are told where they were asked for, not in its log alone. */
  async #leftOut(sandboxUrl: string): Promise<string> {
    if (!(this.options.sandboxFlags ?? []).includes('--rides')) return '';
    const answer = await fetch(`${sandboxUrl}/sandbox/library`, { signal: this.signal });
    const { skipped } = libraryAnswer.parse(await answer.json());
    return skipped.map(({ file, reason }) => `\n  left out: ${file}: ${reason}`).join('');
  }

  #sandboxArguments(): readonly string[] {
    return [
      '--port',
      String(this.#known(this.#ports).sandbox),
      '--data',
      join(this.dataDir, 'sandbox.db'),
      ...(this.options.sandboxFlags ?? []),
    ];
  }

  context(): UpContext {
    const { settings, dataDir, signal, output } = this;
    const ports = this.#known(this.#ports);
    const env = this.#environment();
    return {
      settings,
      dataDir,
      databaseUrl: this.#databaseUrl,
      ensureDatabase: this.#ensureDatabase,
      temporalAddress: this.#temporalAddress,
      temporalUiUrl: this.#uiUrl(),
      apiUrl: urlOf(settings.apiHost, ports.api),
      publicUrl: this.#publicUrl(ports),
      workerUrl: urlOf(settings.workerHost, ports.worker),
      sandboxUrl: urlOf('127.0.0.1', ports.sandbox),
      adminToken: settings.adminToken ?? this.#known(this.#secrets).adminToken,
      env,
      signal,
      children: this.stack.children,
      restarts: () => this.restarts(),
      print: (line) => {
        output.write(line);
      },
      steps: (steps) => runSteps(steps, output),
    };
  }
}

/** A wildcard address is reached over the loopback. */
const urlOf = (host: string, port: number): string => {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
};
