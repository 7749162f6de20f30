/** Where tools/servers/install.mjs has put a server. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { packageRoot } from '../../../apps/cli/runtime/package-root.js';
import { Problem } from '../../../model/problem.js';

const failure = z.object({ stderr: z.string().min(1) });

/**
 * The program (Go, Debian) or the folder (jars, npm packages) of a server.
 * @throws Problem config with the one line that says how to install it.
 */
export async function installed(name: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(packageRoot(), 'tools', 'servers', 'install.mjs'),
      '--path',
      name,
    ]);
    return stdout.trim();
  } catch (error) {
    const { data } = failure.safeParse(error);
    throw data === undefined ? error : new Problem('config', data.stderr.trim(), { cause: error });
  }
}
