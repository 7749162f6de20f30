/** One of our own programs as a real child process, from dist/, that a test may kill, stop and start again. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { answers, startChild, waitUntilReady, type Child } from '../../../apps/cli/runtime/child.js';
import { packageRoot } from '../../../apps/cli/runtime/package-root.js';

export interface ServiceOptions {
  /** Also the folder below `dist/apps`. */
  readonly program: 'api' | 'worker' | 'sandbox';
  /** As told in diagnostics; also names the log file. */
  readonly name: string;
  readonly url: string;
  readonly readyPath: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly folder: string;
}

const READY_MS = 60_000;

export class Service {
  readonly url: string;
  readonly name: string;
  readonly logFile: string;
  #child: Child | null = null;
  #diedBy: string | null = null;

  constructor(private readonly options: ServiceOptions) {
    this.url = options.url;
    this.name = options.name;
    this.logFile = join(options.folder, `${options.name}.log`);
  }

  get isRunning(): boolean {
    return this.#child !== null;
  }

  /** How it ended although nobody asked it to; null when it did not. */
  get diedBy(): string | null {
    return this.#diedBy;
  }

  /** Resolves when it answers. @throws Problem that names the log. */
  async start(): Promise<void> {
    const { program, name, flags = [], env = {}, url, readyPath } = this.options;
    const main = join(packageRoot(), 'dist', 'apps', program, 'main.js');
    if (!existsSync(main)) throw new Error(`${main} is missing; run \`npm run build\` first`);
    const child = await startChild({
      name,
      command: [process.execPath, '--enable-source-maps', main, ...flags],
      env: { ...inherited(), ...env },
      logFile: this.logFile,
    });
    this.#child = child;
    void child.exited.then(({ wanted, code, signal }) => {
      if (this.#child === child) this.#child = null;
      if (!wanted) this.#diedBy = signal ?? `exit code ${code ?? '?'}`;
    });
    await waitUntilReady(child, answers(`${url}${readyPath}`), { timeoutMs: READY_MS });
  }

  /** SIGKILL, as a crash would. */
  async kill(): Promise<void> {
    await this.#child?.kill();
  }

  /** SIGTERM, and its own time to end. */
  async stop(): Promise<void> {
    await this.#child?.stop();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async logTail(lines = 15): Promise<string> {
    const text = await readFile(this.logFile, 'utf8').catch(() => '');
    const tail = text
      .trimEnd()
      .split('\n')
      .slice(-lines)
      .map((line) => line.slice(0, 600));
    return `── ${basename(this.logFile)}${this.#diedBy === null ? '' : ` (it died: ${this.#diedBy})`}\n${tail.join('\n')}`;
  }
}

/** The variables of this process that a child needs; settings of the person who runs the tests stay out. */
const inherited = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(FREEHUB_|TEMPORAL_|DATABASE_URL$|NODE_OPTIONS$|JEST_)/.test(name)),
  );
