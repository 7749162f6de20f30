import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { GuardedPool, type PoolCaps } from './guarded-pool.js';

/** Answers with the job, or never, or takes memory until there is none. */
const THREAD = `export default (job) => {
  while (job === 'forever');
  const hoard = [];
  while (job === 'hoard') hoard.push({ hoard: [] });
  if (job === 'broken') throw new Error('broken');
  return job;
};`;

let folder = '';
let pool: GuardedPool<string, string>;
const start = (caps: Partial<PoolCaps> = {}): void => {
  const thread = pathToFileURL(join(folder, 'thread.mjs'));
  pool = new GuardedPool(thread, { threads: 1, timeoutMs: 1000, maxHeapMb: 32, ...caps });
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehub-pool-'));
  await writeFile(join(folder, 'thread.mjs'), THREAD);
});
afterEach(() => pool.close());
afterAll(() => rm(folder, { recursive: true }));

it('gives up what never ends; what waited meanwhile has all its time', async () => {
  start({ slowAdvice: 'split it' });
  const [never, next] = await Promise.allSettled([pool.run('forever'), pool.run('next')]);
  expect(never).toMatchObject({
    reason: { kind: 'payload', code: 'FILE_TOO_SLOW', message: 'it took longer than 1 s and was given up: split it' },
  });
  expect(next).toMatchObject({ value: 'next' });
});

it('gives up what takes all memory, and goes on', async () => {
  start({ timeoutMs: 20_000 });
  await expect(pool.run('hoard')).rejects.toMatchObject({ kind: 'payload', code: 'FILE_TOO_LARGE' });
  expect(await pool.run('next')).toBe('next');
});

it('ends a job that is stopped, and begins none after', async () => {
  start({ timeoutMs: 20_000 });
  const stop = new AbortController();
  const [job, next] = [pool.run('forever', stop.signal), pool.run('next', stop.signal)];
  stop.abort();
  for (const one of [job, next]) await expect(one).rejects.toMatchObject({ kind: 'canceled' });
});

it('asks to come again when too many wait', async () => {
  start({ maxWaiting: 1 });
  const answers = await Promise.allSettled(['a', 'b', 'c'].map(async (job) => pool.run(job)));
  expect(answers).toMatchObject([
    { value: 'a' },
    { value: 'b' },
    { reason: { kind: 'rate_limited', code: 'FILES_BUSY', retryAfterMs: 5_000 } },
  ]);
});

it('passes on what a job throws', async () => {
  start();
  await expect(pool.run('broken')).rejects.toThrow('broken');
});
