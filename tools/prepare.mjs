/** Fetches what tests need beyond npm, once: Chromium from Debian. The Temporal server is built by the code that starts it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
if (existsSync(chromium)) process.exit(0);
if (process.env['CHROMIUM']) {
  process.stderr.write(`CHROMIUM names ${chromium}, which is not there\n`);
  process.exit(1);
}
if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
  process.stderr.write(
    'the browser tests need Chromium: install it (Debian: apt-get install chromium) or name one in CHROMIUM\n',
  );
  process.exit(1);
}
process.stdout.write('installing Chromium from Debian for the browser tests\n');
const apt = (...args) =>
  spawnSync('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
apt('update');
const { status } = apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
if (status !== 0 || !existsSync(chromium)) {
  process.stderr.write('Chromium could not be installed: install it by hand or name one in CHROMIUM\n');
  process.exit(1);
}
