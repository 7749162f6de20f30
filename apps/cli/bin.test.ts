/** `freehub` as npx and an installed package run it: a link to the built file, which names its interpreter itself. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { packageRoot } from './runtime/package-root.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehub-bin-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('runs by itself from a folder of links', async () => {
  const link = join(folder, 'freehub');
  await symlink(join(packageRoot(), 'dist', 'apps', 'cli', 'main.js'), link);
  const env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin` };
  const { stdout } = await promisify(execFile)(link, ['convert', '--help'], { cwd: folder, env });
  expect(stdout).toContain('freehub convert');
});
