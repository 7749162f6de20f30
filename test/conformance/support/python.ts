/** The Python of tools/python-env.mjs. */
import { join } from 'node:path';
import { packageRoot } from '../../../apps/cli/runtime/package-root.js';
import { type Ended, type Running, run } from './run.js';

let found: Promise<string> | null = null;

/** Path of its interpreter. @throws Error with one line that says what is missing. */
export function pythonPath(): Promise<string> {
  return (found ??= run(process.execPath, [join(packageRoot(), 'tools', 'python-env.mjs')]).then(({ code, stdout, stderr }) => {
    if (code !== 0) throw new Error(stderr.trim().split('\n').at(-1));
    return stdout.trim();
  }));
}

export async function python(args: readonly string[], running: Running = {}): Promise<Ended> {
  return run(await pythonPath(), args, running);
}
