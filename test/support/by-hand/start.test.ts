/** `npm run servers -- start` as a person runs it. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../apps/cli/runtime/package-root.js';
import { EgressGuard } from '../../../destinations/kit/egress/egress.js';
import { destinationRegistry } from '../../../destinations/registry.js';
import { TARGETS } from './targets.js';

const main = join(packageRoot(), 'tools', 'servers', 'main.mjs');
const run = (...args: readonly string[]) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });

let child: ChildProcessWithoutNullStreams | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
  child = undefined;
});

describe('servers by hand', () => {
  it('has one for every kind of destination', () => {
    const kinds = new Set(TARGETS.map(({ kind }) => kind));
    expect(destinationRegistry.list().filter(({ id }) => !kinds.has(id))).toEqual([]);
  });

  it('says how it is used, and names what there is', () => {
    const help = run('--help');
    expect(help.status).toBe(0);
    for (const { name } of TARGETS) expect(help.stdout).toContain(name);
    expect(run('start', 'pigeon')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/no server for pigeon; There are s3,/),
    });
  }, 60_000);

  it('starts two, whose configs pass the check, and ends both', async () => {
    child = spawn(process.execPath, [main, 'start', 'gcs', 'webhook']);
    let said = '';
    const ready = Promise.withResolvers<undefined>();
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Ctrl-C')) ready.resolve(undefined);
    });
    let wrong = '';
    child.stderr.on('data', (chunk: Buffer) => (wrong += chunk.toString()));
    const ended = once(child, 'exit');
    await Promise.race([ready.promise, ended.then(() => Promise.reject(new Error(`it ended: ${wrong}`)))]);
    expect(said).toContain('FREEHUB_EGRESS_ALLOW=127.0.0.1');

    const found = [...said.matchAll(/destinations create (\w+) local-\w+ --config - <<'END'\n([^]*?)\nEND/g)];
    const configs = found.map(([, kind = '', json = '']) => [kind, JSON.parse(json) as Record<string, unknown>] as const);
    expect(configs.map(([kind]) => kind)).toEqual(['gcs', 'webhook']);
    const egress = new EgressGuard(['127.0.0.1']);
    for (const [kind, config] of configs) {
      const { session } = await destinationRegistry
        .get(kind)
        .open(config, { egress, userAgent: 'freehub-test', ambientCredentials: false });
      expect((await session.check(AbortSignal.timeout(20_000))).filter(({ ok }) => !ok)).toEqual([]);
      await session.close();
    }
    await egress.close();

    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    const address = String(configs[0]?.[1]['api_endpoint']);
    await expect(fetch(address)).rejects.toThrow();
  }, 120_000);
});
