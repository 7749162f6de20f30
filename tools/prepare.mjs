/**
 * Fetches what tests need beyond npm, once: Chromium and gpsbabel from Debian, the servers of tools/servers. The Temporal server is built by the code that
 * starts it. With `chromium` only the browser.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { aptInstall, aptIsThere, findProgram } from './apt.mjs';

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

/** @returns what is wrong, null when it is there */
function provideGpsbabel() {
  if (findProgram('gpsbabel') !== null) return null;
  if (!aptIsThere()) return 'the tests of FIT files need gpsbabel: install it (Debian: apt-get install gpsbabel)';
  process.stdout.write('installing gpsbabel from Debian for the tests of FIT files\n');
  return aptInstall('gpsbabel') && findProgram('gpsbabel') !== null
    ? null
    : 'gpsbabel could not be installed: install it by hand';
}

const onlyChromium = process.argv[2] === 'chromium';
const problems = [provideChromium(), onlyChromium ? null : provideGpsbabel()].filter((problem) => problem !== null);
for (const problem of problems) process.stderr.write(`${problem}\n`);
const installer = fileURLToPath(new URL('servers/install.mjs', import.meta.url));
const { status } = onlyChromium
  ? { status: 0 }
  : spawnSync(process.execPath, [installer], { stdio: ['ignore', 'inherit', 'inherit'] });
process.exitCode = problems.length === 0 && status === 0 ? 0 : 1;
