/** `freehub up`: everything on one machine, in order, until Ctrl-C. */
import { resolve } from 'node:path';
import type { Problem } from '../../../model/problem.js';
import { deathOf } from '../runtime/child.js';
import { takeLock } from '../runtime/lock.js';
import { forgetRunning } from '../runtime/running.js';
import type { UpContext } from './context.js';
import { Installation, type InstallationOptions } from './installation.js';
import { listenForInterrupt } from './interrupt.js';
import { restartLines } from './restart-lines.js';
import { Stack } from './stack.js';
import type { StepOutput } from './steps.js';
import { whereLines } from './where.js';

export interface UpOptions extends InstallationOptions {
  readonly output?: StepOutput;
}

export interface UpHooks {
  /** Runs before anything is started, once the data folder is ours: for what the children will talk to at once. */
  beforeStart?(dataDir: string): Promise<void>;
  /** Runs when everything is ready. What it returns is the exit code (void: 0); without it `up` waits for Ctrl-C. */
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a hook without a result of its own need not return one
  onReady?(context: UpContext): Promise<number | void>;
  /** Runs when everything has ended: for what the children were still talking to. */
  onStopped?(): Promise<void>;
  /** What is said when everything has ended well. */
  lastLine?(): string;
  /** False: `onReady` itself says where everything is. */
  readonly saysWhere?: boolean;
}

const TERMINAL: StepOutput = {
  // A terminal without a width (some CI) would get one letter a line.
  terminal: process.stdout.isTTY && process.stdout.columns > 0,
  write: (line) => void process.stdout.write(`${line}\n`),
};

/** Exit code after a second Ctrl-C: as a shell tells it of a program that SIGINT ended. */
const INSISTED = 130;

/** How long `onReady` may go on after Ctrl-C or a death for good, to print what it has. */
const FINISH_MS = 5_000;

/**
 * Starts all, hands over to `onReady`, and stops all in the reverse order, whatever happens.
 * @returns the exit code: 0 after Ctrl-C or a finished `onReady`.
 * @throws Problem with the one sentence to print (second `up`, taken port, missing tool, dead child, …).
 */
export async function runUp({ output = TERMINAL, ...options }: UpOptions, hooks: UpHooks = {}): Promise<number> {
  const lock = await takeLock(resolve(options.settings.dataDir));
  const death = Promise.withResolvers<never>();
  death.promise.catch(() => undefined);
  const dead = new AbortController();
  const stopping = once(() => {
    output.write('Stopping…');
  });
  const over = (why: Promise<Problem>): void => {
    dead.abort();
    void why.then(death.reject);
  };
  const stack = new Stack((child, exit) => {
    over(deathOf(child, exit));
  });
  const interrupt = listenForInterrupt(stopping, () => {
    void stack
      .kill()
      .then(() => lock.release())
      .finally(() => process.exit(INSISTED));
  });
  const signal = AbortSignal.any([interrupt.signal, dead.signal]);
  const installation = new Installation(options, stack, signal, output, (why) => {
    over(Promise.resolve(why));
  });
  const run = async (): Promise<number> => {
    try {
      await hooks.beforeStart?.(resolve(options.settings.dataDir));
      await installation.start();
    } catch (error) {
      if (dead.signal.aborted) await death.promise;
      if (interrupt.signal.aborted) return 0;
      throw error;
    }
    const context = installation.context();
    if (hooks.saysWhere ?? true) for (const line of whereLines(context)) output.write(line);
    const work = hooks.onReady?.(context) ?? until(signal);
    work.catch(() => undefined);
    const code = await Promise.race([work, until(signal).then(() => finish(work)), death.promise]);
    if (dead.signal.aborted) await death.promise;
    return code ?? 0;
  };
  const cleanUp = async (): Promise<void> => {
    if (stack.children.length > 0) stopping();
    await installation.release();
    await stack.stop();
    await hooks.onStopped?.();
    interrupt.release();
    await forgetRunning(resolve(options.settings.dataDir));
    await lock.release();
  };
  let code: number;
  try {
    code = await run();
  } finally {
    await cleanUp();
  }
  output.write(hooks.lastLine?.() ?? ['Stopped.', ...restartLines(installation.restarts())].join(' '));
  return code;
}

const once = (action: () => void): (() => void) => {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
};

const until = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => {
        signal.addEventListener(
          'abort',
          () => {
            resolve();
          },
          { once: true },
        );
      });

const finish = <T>(work: Promise<T>): Promise<T | undefined> =>
  Promise.race([work, new Promise<undefined>((resolve) => setTimeout(resolve, FINISH_MS, undefined).unref())]);
