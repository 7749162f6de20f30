/** A server that we run as a child process: log file, ready probe, clean end, and never a stray one. */
import { spawn } from 'node:child_process';
import { closeSync, fchmodSync, mkdirSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../../model/problem.js';
import { leashed } from './leash.js';
import { forgetChild, recordChild, signalProcess } from './run-files.js';

export interface ChildOptions {
  /** As people call it: `api`, `PostgreSQL`. */
  readonly name: string;
  readonly command: readonly [program: string, ...rest: string[]];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Gets standard output and error; appended to. */
  readonly logFile: string;
  /** Where running children are recorded for the next run (run-files.ts). */
  readonly runFolder?: string | undefined;
  readonly stopSignal?: 'SIGTERM' | 'SIGINT';
  /** How long a clean end may take before the whole group is killed. */
  readonly graceMs?: number;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Settles when the process is gone, however it went. */
  readonly exited: Promise<ChildExit>;
  /** Idempotent: asks it to end, waits, kills the whole group when it does not. */
  stop(): Promise<void>;
  /** SIGKILL for the whole group, as a crash would. */
  kill(): Promise<void>;
}

export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** False when it went by itself. */
  readonly wanted: boolean;
}

/** @throws Problem config when the program cannot be started at all. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, logFile, runFolder, stopSignal = 'SIGTERM', graceMs = 10_000 } = options;
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a', 0o600);
  // One of before may be readable by all.
  fchmodSync(log, 0o600);
  const [shell, ...rest] = leashed(options.command, stopSignal, Math.ceil(graceMs / 1000));
  const spawned = spawn(shell, rest, {
    env: options.env ?? process.env,
    cwd: options.cwd,
    // Its own group: a Ctrl-C in the terminal reaches us alone, so that we end children in order.
    detached: true,
    stdio: ['pipe', log, log],
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  closeSync(log);
  const { pid } = spawned;
  let wanted = false;
  const exited = new Promise<ChildExit>((resolve) => {
    spawned.once('exit', (code, signal) => {
      spawned.stdin?.end('over\n');
      resolve({ code, signal, wanted });
    });
  });
  // The watcher may be gone before it reads.
  spawned.stdin?.on('error', () => undefined);
  if (pid === undefined) {
    const reason = await new Promise<Error>((resolve) => spawned.once('error', resolve));
    throw new Problem('config', `${name} cannot be started: ${reason.message}`, { cause: reason });
  }
  if (runFolder !== undefined) await recordChild(runFolder, name, pid, stopSignal);

  const end = async (signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<void> => {
    wanted = true;
    signalProcess(signal === 'SIGKILL' ? -pid : pid, signal);
    const patience = new AbortController();
    const gone = await Promise.race([exited.then(() => true), sleep(graceMs, false, { signal: patience.signal })]);
    patience.abort();
    if (!gone) signalProcess(-pid, 'SIGKILL');
    await exited;
    if (runFolder !== undefined) await forgetChild(runFolder, name);
  };
  let ending: Promise<void> | null = null;
  return {
    name,
    pid,
    logFile,
    exited,
    stop: () => (ending ??= end(stopSignal)),
    kill: () => (ending = end('SIGKILL')),
  };
}

/**
 * Waits until `probe` says true, asking every 50 ms.
 * @throws Problem transient when the child dies or the time is over, canceled when `signal` aborts.
 */
export async function waitUntilReady(
  child: Child,
  probe: () => Promise<boolean>,
  options: { timeoutMs: number; signal?: AbortSignal | undefined },
): Promise<void> {
  const death: { exit: ChildExit | null } = { exit: null };
  void child.exited.then((exit) => {
    death.exit = exit;
  });
  const until = Date.now() + options.timeoutMs;
  for (;;) {
    if (options.signal?.aborted === true) throw new Problem('canceled', `starting ${child.name} was stopped`);
    if (death.exit !== null) throw await deathOf(child, death.exit);
    if (await probe().catch(() => false)) return;
    if (Date.now() > until)
      throw new Problem(
        'transient',
        `${child.name} did not get ready within ${options.timeoutMs / 1000} s; its log is ${child.logFile}`,
      );
    await sleep(50);
  }
}

/** A probe for `waitUntilReady`: true when the URL answers 2xx. */
export const answers = (url: string) => async (): Promise<boolean> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: 'manual' });
  await response.body?.cancel();
  return response.ok;
};

/** One sentence about a child that went by itself, with the last line of its log. */
export async function deathOf({ name, logFile }: Child, { code, signal }: ChildExit): Promise<Problem> {
  // Who is killed has no last word about it.
  const last = signal === 'SIGKILL' ? '' : await lastLine(logFile);
  return new Problem(
    'transient',
    `${name} ended ${signal === null ? `with code ${code ?? '?'}` : `by ${signal}`}${last === '' ? '' : `, saying “${last}”`}; its log is ${logFile}`,
  );
}

async function lastLine(file: string): Promise<string> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return '';
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, 4_096);
    const { buffer } = await handle.read({ buffer: Buffer.alloc(length), length, position: size - length });
    return buffer.toString('utf8').trimEnd().split('\n').at(-1)?.trim().slice(0, 200) ?? '';
  } finally {
    await handle.close();
  }
}
