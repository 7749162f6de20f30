/** Our own three processes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../../model/problem.js';
import { answers, type Child, startChild, waitUntilReady } from '../runtime/child.js';
import { Keeper } from './keeper.js';
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
  /** One line about a death or a new start. */
  readonly say: (line: string) => void;
  /** It dies again and again. */
  readonly giveUp: (why: Problem) => void;
}

const READY_MS = 60_000;

/**
 * Starts one, waits until it is ready, and keeps it running from then on.
 * @throws Problem config when it has not been built; transient when it dies before it is ready.
 */
export async function startService(options: ServiceOptions): Promise<Keeper> {
  const { name, readyUrl, signal, stack, say, giveUp } = options;
  const isReady = answers(readyUrl);
  const first = await launch(options);
  stack.add(first);
  await waitUntilReady(first, isReady, { timeoutMs: READY_MS, signal });
  const startAgain = async (dead: Child, unlessAborted: AbortSignal): Promise<Child> => {
    const child = await launch(options);
    stack.replace(dead, child);
    try {
      await waitUntilReady(child, isReady, { timeoutMs: READY_MS, signal: unlessAborted });
    } catch (error) {
      // One that hangs would keep its port; one that is to end is the stack's.
      if (!unlessAborted.aborted) await child.kill();
      throw error;
    }
    return child;
  };
  const keeper = new Keeper({ name: `the ${name}`, startAgain, say, giveUp }, signal);
  stack.leave(first);
  keeper.keep(first);
  return keeper;
}

async function launch({ name, flags, env, dataDir, appsFolder }: ServiceOptions): Promise<Child> {
  const main = join(appsFolder, name, 'main.js');
  if (!existsSync(main)) throw new Problem('config', `${main} is missing; run \`npm run build\` first`);
  return startChild({
    name: `the ${name}`,
    command: [process.execPath, '--enable-source-maps', main, ...flags],
    env: { ...process.env, ...env },
    logFile: join(dataDir, 'logs', `${name}.log`),
    runFolder: join(dataDir, 'run'),
  });
}
