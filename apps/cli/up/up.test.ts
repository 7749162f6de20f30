/** The real `freehub up` in its own process, with small stand-ins for our own three programs. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { packageRoot } from '../runtime/package-root.js';
import { freePort } from '../runtime/ports.js';
import { until } from '../../../test/support/until.js';
import { processIdentity } from '../runtime/process-identity.js';
import { cacheFolder } from '../runtime/temporal.js';
import { builtTemporal, buildTemporal } from '../runtime/temporal-build.js';

// The very first run on a machine builds Temporal.
jest.setTimeout(900_000);

/** Answers everything with its own settings; POST /stubborn makes it deaf to SIGTERM, any other POST ends it. */
const STAND_IN = `
  import { createServer } from 'node:http';
  const port = process.argv.includes('--port') ? Number(process.argv[process.argv.indexOf('--port') + 1])
    : Number(import.meta.url.includes('/api/') ? process.env.FREEHUB_API_PORT : process.env.FREEHUB_WORKER_PORT);
  createServer((request, response) => {
    if (request.url === '/stubborn') process.removeAllListeners('SIGTERM').on('SIGTERM', () => {});
    else if (request.method === 'POST') { console.error('out of luck'); process.exit(7); }
    response.end(JSON.stringify({ database: process.env.DATABASE_URL, keys: process.env.FREEHUB_SECRET_KEYS }));
  }).listen(port, '127.0.0.1');
  process.on('SIGTERM', () => process.exit(0));`;

let folder: string;
const started: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehub-up-'));
  for (const name of ['api', 'worker', 'sandbox']) {
    await mkdir(join(folder, 'apps', name), { recursive: true });
    await writeFile(join(folder, 'apps', name, 'main.js'), STAND_IN);
  }
  await writeFile(join(folder, 'apps', 'package.json'), '{"type":"module"}');
  const built = await builtTemporal(cacheFolder());
  if (!built.exists) await buildTemporal(built.program, () => undefined);
});

afterEach(async () => {
  for (const up of started.splice(0)) {
    if (up.exitCode !== null || up.signalCode !== null) continue;
    up.kill('SIGTERM');
    await once(up, 'exit');
  }
  await rm(folder, { recursive: true, force: true });
});

interface Up {
  readonly process: ChildProcess;
  readonly text: () => string;
  /** Waits for the text. */
  says(expected: string): Promise<void>;
  exitCode(): Promise<number | null>;
}

function up(env: Record<string, string> = {}, onReady = 'undefined'): Up {
  const root = packageRoot();
  const script = `
    import { loadSettings } from '${root}/settings/load.ts';
    import { runUp } from '${root}/apps/cli/up/up.ts';
    const onReady = ${onReady};
    try { process.exitCode = await runUp({ settings: loadSettings(process.env), appsFolder: '${join(folder, 'apps')}' }, onReady ? { onReady } : {}); }
    catch (error) { console.log('PROBLEM ' + error.kind + ': ' + error.message); process.exitCode = 1; }`;
  const child = spawn(
    process.execPath,
    ['--import', join(root, 'test', 'support', 'typescript-hooks.ts'), '--input-type=module', '-e', script],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        FREEHUB_DATA_DIR: join(folder, 'data'),
        ...Object.fromEntries(
          ['API_PORT', 'WORKER_PORT', 'SANDBOX_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT'].map((name) => [
            `FREEHUB_${name}`,
            '0',
          ]),
        ),
        ...env,
      },
    },
  );
  started.push(child);
  let text = '';
  const exited = once(child, 'exit');
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return {
    process: child,
    text: () => text,
    says: async (expected) => {
      for (let tries = 0; !text.includes(expected); tries++) {
        if (tries > 1_200 || child.exitCode !== null) throw new Error(`never said “${expected}” but:\n${text}`);
        await sleep(50);
      }
    },
    exitCode: async () => {
      await exited;
      return child.exitCode;
    },
  };
}

/** Ids of everything that the data folder says is running. */
async function recorded(): Promise<number[]> {
  const files = (await readdir(join(folder, 'data', 'run'))).filter((file) => file.endsWith('.json'));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, 'data', 'run', file), 'utf8')));
  return texts.map((text) => z.object({ pid: z.int() }).parse(JSON.parse(text)).pid);
}

/** By the name that people are told. */
async function pidOf(name: string): Promise<number> {
  const text = await readFile(join(folder, 'data', 'run', `${name}.json`), 'utf8');
  return z.object({ pid: z.int() }).parse(JSON.parse(text)).pid;
}

const placeOf = (text: string, name: string): string => new RegExp(`^ {2}${name} +(\\S+)`, 'm').exec(text)?.[1] ?? '';

async function allGone(pids: readonly number[]): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if ((await Promise.all(pids.map(processIdentity))).every((identity) => identity === null)) return;
    await sleep(50);
  }
  throw new Error('something still runs');
}

describe('freehub up', () => {
  it('starts all, says where it is, refuses a second one, stops on SIGTERM in seconds, and keeps its data', async () => {
    const first = up();
    await first.says('Ctrl-C stops it.');
    const pids = await recorded();
    expect(pids).toHaveLength(5);
    const api = new URL(placeOf(first.text(), 'API docs')).origin;
    const settings = await (await fetch(api)).text();
    expect(settings).toMatch(/"database":"postgres:.*\/freehub","keys":"k1:/);
    expect((await fetch(placeOf(first.text(), 'Temporal UI'))).status).toBe(200);

    const second = up();
    expect(await second.exitCode()).toBe(1);
    expect(second.text()).toMatch(/^PROBLEM conflict: freehub up already runs in \S+ \(process \d+\); .*\n$/);

    const begun = Date.now();
    first.process.kill('SIGTERM');
    expect(await first.exitCode()).toBe(0);
    expect(Date.now() - begun).toBeLessThan(20_000);
    expect(first.text()).toMatch(/\nStopping…\nStopped\.\n$/);
    await allGone(pids);
    expect(await recorded()).toEqual([]);

    const third = up({}, `async (context) => { context.print('SAME ' + context.env.FREEHUB_SECRET_KEYS); return 3; }`);
    expect(await third.exitCode()).toBe(3);
    expect(third.text()).toContain('Migrations: the schema is current');
    expect(settings).toContain(/SAME (\S+)/.exec(third.text())?.[1] ?? 'no keys');
  });

  it('ends hard and at once when asked a second time, and leaves nothing behind', async () => {
    const run = up();
    await run.says('Ctrl-C stops it.');
    const pids = await recorded();
    await fetch(new URL('/stubborn', placeOf(run.text(), 'Worker metrics')), { method: 'POST' });
    run.process.kill('SIGINT');
    await run.says('Stopping…');
    await sleep(1_000);
    expect(run.process.exitCode).toBe(null);
    const begun = Date.now();
    run.process.kill('SIGINT');
    expect(await run.exitCode()).toBe(130);
    expect(Date.now() - begun).toBeLessThan(8_000);
    await allGone(pids);
    const next = up({}, `async () => 4`);
    expect(await next.exitCode()).toBe(4);
  });

  it('leaves nothing behind after SIGKILL, and the next one recovers at once', async () => {
    const first = up();
    await first.says('Ctrl-C stops it.');
    const pids = await recorded();
    first.process.kill('SIGKILL');
    await first.exitCode();
    const second = up();
    await second.says('Ctrl-C stops it.');
    await allGone(pids);
  });

  it('starts its own processes again when they die, says so, and ends on SIGTERM as ever', async () => {
    const run = up();
    await run.says('Ctrl-C stops it.');
    const before = await pidOf('the worker');
    process.kill(before, 'SIGKILL');
    await run.says('The worker ended by SIGKILL; its log is ');
    await run.says('It is started again in 0.5 s and goes on where it was.');
    await run.says('The worker runs again.');
    await fetch(new URL(placeOf(run.text(), 'API docs')).origin, { method: 'POST' }).catch(() => undefined);
    await run.says('The api ended with code 7, saying “out of luck”; its log is ');
    await run.says('The api runs again.');
    expect((await fetch(new URL(placeOf(run.text(), 'API docs')).origin)).status).toBe(200);
    const pids = await recorded();
    expect(pids).toHaveLength(5);
    expect(pids).not.toContain(before);
    run.process.kill('SIGTERM');
    expect(await run.exitCode()).toBe(0);
    expect(run.text()).toMatch(/\nStopping…\nStopped\. Died and started again: the worker once, the api once\.\n$/);
    await allGone(pids);
    expect(await recorded()).toEqual([]);
  });

  it('ends at once while something waits to be started again', async () => {
    const run = up();
    await run.says('Ctrl-C stops it.');
    const pids = await recorded();
    // Whatever is started from now on never gets ready.
    await writeFile(join(folder, 'apps', 'worker', 'main.js'), 'setInterval(() => {}, 1000)');
    process.kill(await pidOf('the worker'), 'SIGKILL');
    await run.says('It is started again in 0.5 s');
    await until('a worker that hangs', async () => !pids.includes(await pidOf('the worker')));
    const hanging = await pidOf('the worker');
    const begun = Date.now();
    run.process.kill('SIGINT');
    expect(await run.exitCode()).toBe(0);
    expect(Date.now() - begun).toBeLessThan(10_000);
    await allGone([...pids, hanging]);
  });

  it('gives up with one sentence when one dies again and again, and stops the rest', async () => {
    const run = up();
    await run.says('Ctrl-C stops it.');
    const pids = await recorded();
    await writeFile(join(folder, 'apps', 'worker', 'main.js'), `console.error('out of luck'); process.exit(7);`);
    process.kill(await pidOf('the worker'), 'SIGKILL');
    expect(await run.exitCode()).toBe(1);
    for (const seconds of [0.5, 1, 2, 4]) expect(run.text()).toContain(`It is started again in ${seconds} s`);
    expect(run.text()).toMatch(
      /PROBLEM transient: the worker ended with code 7, saying “out of luck”; its log is \S+\. It was time 5 within 5 minutes: it is not started again\n$/,
    );
    await allGone(pids);
  });

  it('tells the death of a server that it stands on in one sentence and stops the rest', async () => {
    const run = up();
    await run.says('Ctrl-C stops it.');
    const pids = await recorded();
    process.kill(await pidOf('Temporal'), 'SIGKILL');
    expect(await run.exitCode()).toBe(1);
    expect(run.text()).toContain('PROBLEM transient: Temporal ended by SIGKILL; its log is ');
    await allGone(pids);
  });

  it('names the settings of all taken ports before it starts anything, and how to run beside', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const run = up({ FREEHUB_API_PORT: String(port), FREEHUB_SANDBOX_PORT: String(port) });
    expect(await run.exitCode()).toBe(1);
    expect(run.text()).toContain(
      `PROBLEM config: ports are taken by another program: ${port} (FREEHUB_API_PORT), ${port} (FREEHUB_SANDBOX_PORT).`,
    );
    expect(run.text()).toContain('FREEHUB_API_PORT=0 FREEHUB_SANDBOX_PORT=0 npm start');
    expect(await readdir(join(folder, 'data'))).not.toContain('postgres');
    other.close();
  });

  it('ends cleanly when interrupted while it starts', async () => {
    const run = up();
    await run.says('- PostgreSQL 18');
    const pids = await recorded();
    run.process.kill('SIGINT');
    expect(await run.exitCode()).toBe(0);
    await allGone(pids);
  });

  it.each([
    [
      'nothing there',
      (port: number) => ({ DATABASE_URL: `postgres://me:hidden@127.0.0.1:${port}/freehub` }),
      /PostgreSQL at 127\.0\.0\.1:\d+\/freehub cannot be used: nothing listens there \(ECONNREFUSED\); check DATABASE_URL/,
    ],
    ['no build', () => ({}), /sandbox.main\.js is missing; run `npm run build` first/],
  ])('gives one sentence: %s', async (_, env, expected) => {
    if (Object.keys(env(1)).length === 0) await rm(join(folder, 'apps', 'sandbox', 'main.js'));
    const run = up(env(await freePort()));
    expect(await run.exitCode()).toBe(1);
    expect(
      run
        .text()
        .split('\n')
        .filter((line) => line.startsWith('PROBLEM config: ')),
    ).toHaveLength(1);
    expect(run.text()).toMatch(expected);
    expect(run.text()).not.toContain('hidden');
  });
});
