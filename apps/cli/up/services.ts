/** Our own three processes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../../model/problem.js';
import { answers, startChild, waitUntilReady } from '../runtime/child.js';
import type { Stack } from './stack.js';

export interface ServiceOptions {
  /** Also the folder below `dist/apps`. */
  readonly name: 'api' | 'worker' | 'sandbox';
  readonly readyUrl: string;
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly dataDir: string;
  /** Holds `api/main.js`, `worker/main.js`, `sandbox/main.js`. */
  readonly appsFolder: string;
  readonly signal: AbortSignal;
  readonly stack: Stack;
}

/**
 * Starts one and waits until it is ready.
 * @throws Problem config when it has not been built; transient when it dies.
 */
export async function startService({
  name,
  readyUrl,
  flags,
  env,
  dataDir,
  appsFolder,
  signal,
  stack,
}: ServiceOptions): Promise<void> {
  const main = join(appsFolder, name, 'main.js');
  if (!existsSync(main)) throw new Problem('config', `${main} is missing; run \`npm run build\` first`);
  const child = await startChild({
    name: `the ${name}`,
    command: [process.execPath, '--enable-source-maps', main, ...flags],
    env: { ...process.env, ...env },
    logFile: join(dataDir, 'logs', `${name}.log`),
    runFolder: join(dataDir, 'run'),
  });
  stack.add(child);
  await waitUntilReady(child, answers(readyUrl), { timeoutMs: 60_000, signal });
}
