/**
 * Fetches what tests need beyond npm, once: Chromium from Debian, the servers of tools/servers. The Temporal server is built by the code that
 * starts it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { aptInstall, aptIsThere } from './apt.mjs';

const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** @returns what is wrong, null when it is there */
function provideChromium() {
  if (existsSync(chromium)) return null;
  if (process.env['CHROMIUM']) return `CHROMIUM names ${chromium}, which is not there`;
  if (!aptIsThere())
    return 'the browser tests need Chromium: install it (Debian: apt-get install chromium) or name one in CHROMIUM';
  process.stdout.write('installing Chromium from Debian for the browser tests\n');
  return aptInstall('chromium', 'fonts-dejavu-core') && existsSync(chromium)
    ? null
    : 'Chromium could not be installed: install it by hand or name one in CHROMIUM';
}

const problem = provideChromium();
if (problem !== null) process.stderr.write(`${problem}\n`);
const installer = fileURLToPath(new URL('servers/install.mjs', import.meta.url));
const { status } = spawnSync(process.execPath, [installer], { stdio: ['ignore', 'inherit', 'inherit'] });
process.exitCode = problem === null && status === 0 ? 0 : 1;
