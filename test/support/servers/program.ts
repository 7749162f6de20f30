/** A test server as our child process: in a scratch folder of its own, on the leash of apps/cli, so that none outlives a killed run. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startChild, waitUntilReady } from '../../../apps/cli/runtime/child.js';
import { Problem } from '../../../model/problem.js';

export interface ProgramOptions {
  readonly name: string;
  readonly command: readonly [program: string, ...rest: string[]];
  /** Removed when the program has ended; `scratchFolder()`. Its log is `server.log` in there. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Ready when this port accepts a connection, or when the probe says so. */
  readonly ready: number | (() => Promise<boolean>);
}

export interface Program {
  /** SIGTERM, after 5 s SIGKILL; removes the folder. */
  readonly stop: () => Promise<void>;
}

/** @throws Problem transient, with the last line of its log, when it ends or is not ready within a minute. */
export async function startProgram({ name, command, folder, env, ready }: ProgramOptions): Promise<Program> {
  const child = await startChild({
    name,
    command,
    env: { ...process.env, ...env },
    cwd: folder,
    logFile: join(folder, 'server.log'),
    graceMs: 5_000,
  });
  const stop = async (): Promise<void> => {
    await child.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitUntilReady(child, typeof ready === 'number' ? () => accepts(ready) : ready, { timeoutMs: 60_000 });
  } catch (error) {
    // The folder stays: its log is named in the error.
    await child.stop();
    throw error;
  }
  return { stop };
}

/** An empty folder that other accounts may enter: some servers drop root's rights. */
export async function scratchFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `freehub-test-${name}-`));
  await chmod(folder, 0o755);
  return folder;
}

/** Runs a program of a server to its end. @throws Problem config with what it said last. */
export async function runProgram(program: string, args: readonly string[], cwd: string): Promise<void> {
  try {
    await promisify(execFile)(program, args, { cwd });
  } catch (error) {
    throw new Problem('config', `${program} failed: ${error instanceof Error ? error.message.trim().slice(-400) : ''}`, {
      cause: error,
    });
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
      .once('connect', () => {
        socket.destroy();
        resolve(true);
      })
      .once('error', () => {
        resolve(false);
      });
  });
}
