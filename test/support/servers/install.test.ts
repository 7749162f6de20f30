/** tools/servers/install.mjs on a machine that has nothing. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../apps/cli/runtime/package-root.js';

describe('the installer of servers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'freehub-install-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const install = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(packageRoot(), 'tools', 'servers', 'install.mjs'), ...args],
      { encoding: 'utf8', env: { PATH: '', XDG_CACHE_HOME: folder } },
    );
    return { status, stdout, stderr };
  };

  it('says in one line which tool is missing', () => {
    expect(install('kafka')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'kafka 4.2.0: needs a JDK 17 or newer and Maven (Debian: apt-get install default-jdk-headless maven)\n',
    });
    expect(readdirSync(join(folder, 'freehub', 'servers'))).toEqual([]);
  });

  it('says in one line how to install what a test asks for', () => {
    expect(install('--path', 'versitygw')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'the S3 server is not installed: node tools/servers/install.mjs versitygw\n',
    });
  });

  it('refuses a name that it does not know, and lists those it does', () => {
    expect(install('minio')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^there is no server minio; there are versitygw, .*\n$/),
    });
    expect(install('--list').stdout).toMatch(/^versitygw +1\.8\.0 +go +missing$/m);
  });
});
