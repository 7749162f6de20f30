import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { takeLock } from './lock.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehub-lock-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('takeLock', () => {
  it('refuses a second holder in one sentence, until the first lets go', async () => {
    const lock = await takeLock(folder);
    await expect(takeLock(folder)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining(`already runs in ${folder} (process ${process.pid})`),
    });
    await lock.release();
    await (await takeLock(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['a process that is gone', JSON.stringify({ pid: 4_194_303, identity: 'x' })],
    ['an earlier process with our number', JSON.stringify({ pid: process.pid, identity: 'an earlier start' })],
    ['a torn write', '{"pi'],
    ['an empty write', ''],
  ])('takes over from %s', async (_, text) => {
    await writeFile(join(folder, 'up.lock'), text);
    const lock = await takeLock(folder);
    await expect(takeLock(folder)).rejects.toMatchObject({ kind: 'conflict' });
    await lock.release();
  });

  it('lets one of many win a stale lock', async () => {
    await writeFile(join(folder, 'up.lock'), JSON.stringify({ pid: 4_194_303, identity: 'x' }));
    const first = await takeLock(folder);
    const others = await Promise.allSettled(Array.from({ length: 5 }, () => takeLock(folder)));
    expect(others.map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
    await first.release();
  });

  it('does not remove a lock that is not its own', async () => {
    const lock = await takeLock(folder);
    await writeFile(join(folder, 'up.lock'), 'somebody else');
    await lock.release();
    expect(await readdir(folder)).toEqual(['up.lock']);
  });
});
