/**
 * Installs the servers that tests run against, pinned by the files in this folder, into ~/.cache/freehub/servers. What is there
 * already is left alone. A tool that is missing gives one line that says what to install, exit code 1.
 *
 *   node tools/servers/install.mjs              all that is missing
 *   node tools/servers/install.mjs kafka mariadb  only those
 *   node tools/servers/install.mjs --list       names, versions, whether they are here
 *   node tools/servers/install.mjs --path kafka where it is: a program (Go, Debian) or a folder (jars; npm packages)
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { aptInstall, aptIsThere, findProgram } from '../apt.mjs';
import { cacheFolder } from '../cache.mjs';
import { SERVERS } from './catalogue.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const cache = join(cacheFolder, 'servers');
const BUILDS_AT_ONCE = 2;
/** Where Debian keeps servers, and Go's own installer puts Go: not on everybody's PATH. */
const findTool = (name) => findProgram(name, '/usr/local/go/bin', '/usr/sbin');

/** What each origin needs of the machine: programs to make it (and to run it, where `toRun`), and the packages that bring them. */
const TOOLS = {
  go: { programs: ['go'], packages: [], advice: 'Go 1.26 or newer (https://go.dev/doc/install)' },
  maven: {
    programs: ['java', 'javac', 'mvn'],
    toRun: ['java', 'keytool'],
    packages: ['default-jdk-headless', 'maven'],
    advice: 'a JDK 17 or newer and Maven (Debian: apt-get install default-jdk-headless maven)',
  },
  npm: { programs: ['npm'], packages: [], advice: 'npm (it comes with Node.js)' },
  debian: {
    programs: ['mariadbd', 'mariadb-install-db', 'my_print_defaults'],
    packages: ['mariadb-server-core', 'mariadb-client-core'],
    advice: 'MariaDB 10.11 or newer (Debian: apt-get install mariadb-server-core mariadb-client-core)',
  },
};

class Refusal extends Error {}

/** One folder for what one set of pinning files makes: the npm servers share theirs. */
function homeOf({ name, from, pins }) {
  const hash = createHash('sha256');
  for (const pin of pins) hash.update(`${pin}\0`).update(readFileSync(join(here, pin)));
  return join(cache, `${from === 'npm' ? 'npm' : name}-${hash.digest('hex').slice(0, 16)}`);
}

/** @returns null when it is not installed. */
function pathOf(server) {
  if (server.from === 'debian') return TOOLS.debian.programs.every(findTool) ? findTool('mariadbd') : null;
  const home = homeOf(server);
  if (!existsSync(home) || !(TOOLS[server.from].toRun ?? []).every(findTool)) return null;
  return server.from === 'go' ? join(home, server.name) : home;
}

function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(findTool(program) ?? program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let said = '';
    const keep = (chunk) => {
      said = (said + chunk).slice(-4_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      const last = said.trim().split('\n').slice(-3).join(' · ');
      if (code === 0) resolve();
      else reject(new Refusal(`\`${[basename(program), ...args].join(' ').slice(0, 120)}\` failed: ${last}`));
    });
  });
}

const MAKERS = {
  // One set of flags for all: other ones would compile every dependency again.
  go: ({ name, command }, draft) =>
    run('go', ['build', '-trimpath', '-buildvcs=false', '-mod=readonly', '-ldflags=-s -w', '-o', join(draft, name), command], {
      cwd: join(here, 'go', name),
      env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' },
    }),
  maven: async ({ pom, sources }, draft) => {
    const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
    await run('mvn', ['-q', '-B', '-f', join(here, pom), plugin, '-DincludeScope=runtime', `-DoutputDirectory=${draft}`]);
    if (sources.length > 0)
      await run('javac', ['-cp', join(draft, '*'), '-d', draft, ...sources.map((source) => join(here, source))]);
  },
  npm: async ({ pins }, draft) => {
    for (const pin of pins) cpSync(join(here, pin), join(draft, basename(pin)));
    // None of these packages needs its install scripts.
    await run('npm', ['ci', '--no-progress', '--loglevel=error', '--ignore-scripts'], { cwd: draft });
  },
};

/** Made elsewhere and moved when whole: nobody ever finds half of one, also when two runs are at it or one is killed. */
async function install(server) {
  const home = homeOf(server);
  const draft = join(cache, `draft-${process.pid}-${server.name}`);
  mkdirSync(draft, { recursive: true });
  try {
    await MAKERS[server.from](server, draft);
    renameSync(draft, home);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Somebody else was quicker.
    if (!existsSync(home)) throw error;
  }
}

/** Drafts of runs that were killed. */
function removeStaleDrafts() {
  for (const name of existsSync(cache) ? readdirSync(cache) : []) {
    const pid = /^draft-(\d+)-/.exec(name)?.[1];
    if (pid === undefined) continue;
    try {
      process.kill(Number(pid), 0);
    } catch {
      rmSync(join(cache, name), { recursive: true, force: true });
    }
  }
}

const label = (servers) => servers.map(({ name, version }) => `${name} ${version}`).join(', ');

async function timed(what, work) {
  process.stdout.write(`${what}: installing\n`);
  const startedMs = Date.now();
  await work();
  process.stdout.write(`${what}: ready after ${((Date.now() - startedMs) / 1000).toFixed(0)} s\n`);
}

/** @throws Refusal when programs are missing and apt cannot bring them. */
async function provideTools(from, servers) {
  const { programs, packages, advice, toRun = [] } = TOOLS[from];
  const needed = [...programs, ...toRun];
  if (needed.every(findTool)) return;
  const refusal = new Refusal(`${label(servers)}: needs ${advice}`);
  if (packages.length === 0 || !aptIsThere()) throw refusal;
  await timed(packages.join(', '), () => {
    if (!aptInstall(...packages) || !needed.every(findTool)) throw refusal;
  });
}

async function installAll(servers) {
  const missing = servers.filter((server) => pathOf(server) === null);
  if (missing.length === 0) return;
  mkdirSync(cache, { recursive: true });
  removeStaleDrafts();
  for (const from of new Set(missing.map((server) => server.from)))
    await provideTools(
      from,
      missing.filter((server) => server.from === from),
    );
  const jobs = new Map();
  for (const server of missing.filter((one) => pathOf(one) === null))
    jobs.set(homeOf(server), [...(jobs.get(homeOf(server)) ?? []), server]);
  const queue = [...jobs.values()];
  const work = async () => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      const [server] = job;
      await timed(label(job), () => install(server));
    }
  };
  const results = await Promise.allSettled(Array.from({ length: BUILDS_AT_ONCE }, work));
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}

function chosen(names) {
  const unknown = names.filter((name) => !SERVERS.some((server) => server.name === name));
  if (unknown.length > 0)
    throw new Refusal(`there is no server ${unknown.join(', ')}; there are ${SERVERS.map(({ name }) => name).join(', ')}`);
  return names.length === 0 ? SERVERS : SERVERS.filter(({ name }) => names.includes(name));
}

try {
  const [first, ...rest] = process.argv.slice(2);
  if (first === '--list') {
    for (const server of SERVERS)
      process.stdout.write(
        `${server.name.padEnd(18)} ${server.version.padEnd(9)} ${server.from.padEnd(7)} ${pathOf(server) === null ? 'missing' : 'here'}\n`,
      );
  } else if (first === '--path') {
    if (rest.length !== 1) throw new Refusal('--path takes one name');
    const [server] = chosen(rest);
    const path = pathOf(server);
    if (path === null)
      throw new Refusal(`the ${server.what} server is not installed: node tools/servers/install.mjs ${server.name}`);
    process.stdout.write(`${path}\n`);
  } else {
    await installAll(chosen(first === undefined ? [] : [first, ...rest]));
  }
} catch (error) {
  process.stderr.write(`${error instanceof Refusal ? error.message : error.stack}\n`);
  process.exitCode = 1;
}
