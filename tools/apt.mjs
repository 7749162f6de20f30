/** Debian packages for what npm does not carry: only as root, where it cannot surprise anybody's own machine. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of a program: from the PATH, else from one of the folders. @returns null when it is nowhere. */
export function findProgram(name, ...folders) {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean), ...folders]) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // Look further.
    }
  }
  return null;
}

export const aptIsThere = () => process.platform === 'linux' && process.getuid?.() === 0 && findProgram('apt-get') !== null;

/** @returns whether all of them are installed now. What apt has to complain about goes to standard error. */
export function aptInstall(...packages) {
  const apt = (...args) =>
    spawnSync('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  apt('update');
  return apt('install', '-y', '--no-install-recommends', ...packages);
}
