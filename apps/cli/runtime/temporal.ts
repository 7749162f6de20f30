/** A Temporal server with its web UI as our child process: found, downloaded or built (DESIGN §8). */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { startChild, waitUntilReady, type Child } from './child.js';
import { builtTemporal, buildTemporal } from './temporal-build.js';
import { downloadTemporal, downloadedTemporal, temporalOnPath } from './temporal-cli.js';
import { prepareNamespace } from './temporal-namespace.js';

/** Which program it is: they take different flags. */
export interface TemporalProgram {
  readonly kind: 'cli' | 'own';
  readonly program: string;
}

/** The user's cache folder: servers are shared by all checkouts. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const base =
    env['XDG_CACHE_HOME'] ?? (process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache'));
  return join(base, 'freehub');
}

/** What is told while it is looked for. */
interface TemporalNews {
  readonly progress: (line: string) => void;
  /** Once, before a build: why it takes minutes. */
  readonly why?: (line: string) => void;
}

/**
 * The `temporal` command on the PATH, else what an earlier run built or downloaded, else a download, else a build.
 * @throws Problem config when none of it works.
 */
export async function findTemporal({ progress, why }: TemporalNews, signal?: AbortSignal): Promise<TemporalProgram> {
  const onPath = await temporalOnPath();
  if (onPath !== null) return { kind: 'cli', program: onPath };
  const folder = cacheFolder();
  const built = await builtTemporal(folder);
  if (built.exists) return { kind: 'own', program: built.program };
  const downloaded = downloadedTemporal(folder);
  if (downloaded !== null) return { kind: 'cli', program: downloaded };
  progress('downloading the temporal command');
  const fresh = await downloadTemporal(folder, signal);
  if (fresh !== null) return { kind: 'cli', program: fresh };
  why?.(
    'no ready-made server on the PATH, and none could be downloaded from github.com: it is built from source this once (about 7 minutes on 2 cores)',
  );
  await buildTemporal(built.program, progress, signal);
  return { kind: 'own', program: built.program };
}

export interface TemporalOptions {
  readonly program: TemporalProgram;
  readonly port: number;
  /** 0: no web UI. */
  readonly uiPort: number;
  /** SQLite file; made when missing. */
  readonly database: string;
  readonly namespace: string;
  readonly logFile: string;
  readonly runFolder?: string;
  readonly signal?: AbortSignal;
}

export interface RunningTemporal {
  readonly address: string;
  readonly uiUrl: string | null;
  readonly child: Child;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** What operators search workflows by (workflows/contract names them too). */
export const SEARCH_ATTRIBUTES: readonly string[] = ['FreehubEnvironment', 'FreehubProvider', 'FreehubStatus'];

/** The command line for either program. */
export function temporalCommand({
  program: { kind, program },
  port,
  uiPort,
  database,
  namespace,
}: TemporalOptions): [string, ...string[]] {
  const attributes = SEARCH_ATTRIBUTES.flatMap((name) => [
    kind === 'cli' ? '--search-attribute' : '-search-attribute',
    `${name}=Keyword`,
  ]);
  const fairness = 'matching.enableFairness=true';
  if (kind === 'own') {
    return [
      program,
      '-port',
      String(port),
      '-ui-port',
      String(uiPort),
      '-db',
      database,
      '-namespace',
      namespace,
      ...attributes,
      '-dynamic-config',
      fairness,
      '-parent-pid',
      String(process.pid),
    ];
  }
  const ui = uiPort === 0 ? ['--headless'] : ['--ui-port', String(uiPort)];
  const flags = [
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    ...ui,
    '--db-filename',
    database,
    '--namespace',
    namespace,
    '--log-level',
    'error',
  ];
  return [program, 'server', 'start-dev', ...flags, ...attributes, '--dynamic-config-value', fairness];
}

/**
 * Starts it and waits until the namespace answers and knows our search attributes.
 * @throws Problem transient when it dies or does not get ready; its log is named.
 */
export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  const child = await startChild({
    name: 'Temporal',
    command: temporalCommand(options),
    logFile: options.logFile,
    runFolder: options.runFolder,
    graceMs: 5_000,
  });
  const address = `127.0.0.1:${options.port}`;
  try {
    await waitUntilReady(child, () => prepareNamespace(address, options.namespace, SEARCH_ATTRIBUTES), {
      timeoutMs: 60_000,
      signal: options.signal,
    });
  } catch (error) {
    await child.stop();
    throw error;
  }
  return {
    address,
    uiUrl: options.uiPort === 0 ? null : `http://127.0.0.1:${options.uiPort}`,
    child,
    stop: () => child.stop(),
    kill: () => child.kill(),
  };
}
