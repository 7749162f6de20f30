import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answers, deathOf, startChild, waitUntilReady, type Child } from './child.js';
import { leashed } from './leash.js';
import { freePort } from './ports.js';
import { processIdentity } from './process-identity.js';
import { endLeftovers, recordChild } from './run-files.js';
import { until } from '../../../test/support/until.js';

let folder: string;
const children: Child[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehub-child-'));
});

afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.kill()));
  await rm(folder, { recursive: true, force: true });
});

async function node(script: string, graceMs = 5_000): Promise<Child> {
  const child = await startChild({
    name: 'the test server',
    command: [process.execPath, '-e', script],
    logFile: join(folder, 'child.log'),
    runFolder: join(folder, 'run'),
    graceMs,
  });
  children.push(child);
  return child;
}

const gone = (pid: number) => until(`process ${pid} is gone`, async () => (await processIdentity(pid)) === null);
const logged = () => readFile(join(folder, 'child.log'), 'utf8');
const LIVES = `setInterval(() => {}, 1000)`;

describe('startChild', () => {
  it('is ready when it answers, and ends cleanly when asked', async () => {
    const port = await freePort();
    const child = await node(`
      const server = require('node:http').createServer((_, response) => response.end()).listen(${port}, '127.0.0.1');
      process.on('SIGTERM', () => { console.log('bye'); process.exit(0); });`);
    await waitUntilReady(child, answers(`http://127.0.0.1:${port}/`), { timeoutMs: 10_000 });
    expect(await readdir(join(folder, 'run'))).toHaveLength(1);
    await child.stop();
    expect(await child.exited).toEqual({ code: 0, signal: null, wanted: true });
    expect(await logged()).toBe('bye\n');
    expect(await readdir(join(folder, 'run'))).toHaveLength(0);
  });

  it('kills the whole group when the child does not end in time', async () => {
    const child = await node(
      `const grandchild = require('node:child_process').spawn('sleep', ['1000']); console.log(grandchild.pid); process.on('SIGTERM', () => {}); ${LIVES}`,
      300,
    );
    await until('it has started', async () => (await logged()).endsWith('\n'));
    const grandchild = Number(await logged());
    await child.stop();
    expect((await child.exited).signal).toBe('SIGKILL');
    await gone(grandchild);
  });

  it('tells a death in one sentence with the last words', async () => {
    const child = await node(`console.error('first'); console.error('no disk left'); process.exit(3)`);
    const problem = await waitUntilReady(child, () => Promise.resolve(false), { timeoutMs: 10_000 }).catch(
      (error: unknown) => error,
    );
    expect(problem).toMatchObject({
      kind: 'transient',
      message: `the test server ended with code 3, saying “no disk left”; its log is ${join(folder, 'child.log')}`,
    });
    expect((await child.exited).wanted).toBe(false);
  });

  it('tells a death by signal', async () => {
    const child = await node(LIVES);
    process.kill(child.pid, 'SIGKILL');
    expect((await deathOf(child, await child.exited)).message).toMatch(/^the test server ended by SIGKILL; its log is /);
  });

  it('gives up after the time, and at once when aborted', async () => {
    const child = await node(LIVES);
    await expect(waitUntilReady(child, () => Promise.resolve(false), { timeoutMs: 100 })).rejects.toMatchObject({
      kind: 'transient',
      message: expect.stringContaining('did not get ready within 0.1 s'),
    });
    await expect(
      waitUntilReady(child, () => Promise.resolve(false), { timeoutMs: 60_000, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ kind: 'canceled' });
  });

  it('reports a program that is not there', async () => {
    const child = await startChild({ name: 'nothing', command: [join(folder, 'nothing')], logFile: join(folder, 'child.log') });
    expect((await deathOf(child, await child.exited)).message).toMatch(/^nothing ended with code 127, saying “.*not found/);
  });
});

describe('a killed parent', () => {
  /** A parent in its own process, which holds a child on the leash the way startChild does. */
  async function orphan(childScript: string, graceSeconds: number): Promise<number> {
    const [shell, ...rest] = leashed([process.execPath, '-e', childScript], 'SIGTERM', graceSeconds);
    const parentScript = `
      const child = require('node:child_process').spawn(${JSON.stringify(shell)}, ${JSON.stringify(rest)}, { detached: true, stdio: ['pipe', 'inherit', 'inherit'] });
      child.stdin.write(''); console.log(child.pid); ${LIVES}`;
    const parent = spawn(process.execPath, ['-e', parentScript], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface(parent.stdout)[Symbol.asyncIterator]();
    const pid = Number((await lines.next()).value);
    await until('the child is up', async () => (await processIdentity(pid)) !== null);
    await sleep(300);
    parent.kill('SIGKILL');
    return pid;
  }

  it('takes a polite child along', async () => {
    await gone(await orphan(LIVES, 5));
  });

  it('takes a stubborn child along', async () => {
    await gone(await orphan(`process.on('SIGTERM', () => {}); ${LIVES}`, 1));
  });
});

describe('endLeftovers', () => {
  it('ends a recorded child of an earlier run', async () => {
    const run = join(folder, 'run');
    const left = spawn(process.execPath, ['-e', LIVES], { detached: true, stdio: 'ignore' });
    await recordChild(run, 'api', left.pid ?? 0, 'SIGTERM');
    expect(await endLeftovers(run)).toEqual(['api']);
    await gone(left.pid ?? 0);
    expect(await readdir(run)).toEqual([]);
  });

  it('leaves alone a process that only has the same number, and bears a torn file', async () => {
    const run = join(folder, 'run');
    const other = await node(LIVES);
    await writeFile(join(run, 'old.json'), JSON.stringify({ pid: other.pid, identity: 'another start', stopSignal: 'SIGTERM' }));
    await writeFile(join(run, 'torn.json'), '{"pid":');
    await rm(join(run, 'the test server.json'));
    expect(await endLeftovers(run)).toEqual([]);
    expect(await processIdentity(other.pid)).not.toBeNull();
    expect(await readdir(run)).toEqual([]);
  });

  it('finds nothing in a folder that is not there', async () => {
    expect(await endLeftovers(join(folder, 'nowhere'))).toEqual([]);
  });
});
