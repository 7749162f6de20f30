/** `npm start`, as a person starts it: the whole story in its own process, told by its last line and by what the demo's receiver got. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { packageRoot } from '../../apps/cli/runtime/package-root.js';
import { type ExpectedRide, FIXTURE_RIDES, ridesOfReadme } from './start.rides.js';

// The very first run on a machine builds Temporal.
jest.setTimeout(900_000);

const latency = { p50: z.number(), p95: z.number(), p99: z.number() };
const summarySchema = z.object({
  ridesSimulated: z.int(),
  ridesStored: z.int(),
  delivered: z.strictObject({ webhook: z.int(), sql: z.int() }),
  lost: z.int(),
  underWay: z.int(),
  duplicates: z.int(),
  latencyMs: z.object({ ...latency, webhook: z.object(latency), sql: z.object(latency) }),
  signaturesVerified: z.int(),
  signaturesRefused: z.int(),
  signaturesCheckedBy: z.string(),
  backfill: z.object({ rides: z.int(), seconds: z.number() }),
  live: z.object({ rides: z.int(), seconds: z.number() }),
  athletes: z.int(),
  interrupted: z.boolean(),
  restarts: z.record(z.string(), z.int()),
});

const receivedSchema = z.object({
  ride: z.string(),
  startTime: z.iso.datetime({ offset: true }),
  elapsedSeconds: z.number().nullable(),
  activeSeconds: z.number().nullable(),
  distanceMeters: z.number().nullable(),
  avgPowerWatts: z.number().nullable(),
  avgHeartRateBpm: z.number().nullable(),
});

let folder: string;
const started: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehub-start-'));
  // The account of PostgreSQL has to pass through.
  await chmod(folder, 0o755);
});

afterEach(async () => {
  for (const up of started.splice(0)) {
    if (up.exitCode !== null || up.signalCode !== null) continue;
    up.kill('SIGTERM');
    await once(up, 'exit');
  }
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  readonly process: ChildProcess;
  readonly text: () => string;
  says(expected: RegExp): Promise<void>;
  /** Its exit code and its last line. */
  end(): Promise<{ code: number | null; summary: z.output<typeof summarySchema> }>;
}

function start(...flags: string[]): Run {
  const ports = ['API', 'WORKER', 'SANDBOX', 'TEMPORAL', 'TEMPORAL_UI'].map((name) => [`FREEHUB_${name}_PORT`, '0'] as const);
  const child = spawn(process.execPath, [join(packageRoot(), 'dist', 'apps', 'cli', 'main.js'), 'up', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      FREEHUB_DATA_DIR: join(folder, 'data'),
      ...Object.fromEntries(ports),
    },
  });
  started.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const closed = once(child, 'close');
  return {
    process: child,
    text: () => text,
    says: async (expected) => {
      while (!expected.test(text)) {
        if (child.exitCode !== null) throw new Error(`never said ${String(expected)} but:\n${text}`);
        await sleep(50);
      }
    },
    end: async () => {
      await closed;
      const last = text.trimEnd().split('\n').at(-1) ?? '';
      if (!last.startsWith('{')) throw new Error(`ended with ${child.exitCode ?? '?'} and no summary:\n${text}`);
      return { code: child.exitCode, summary: summarySchema.parse(JSON.parse(last)) };
    },
  };
}

/** Of a process of `up`, by the name that people are told. */
async function pidOf(name: string): Promise<number> {
  const text = await readFile(join(folder, 'data', 'run', `${name}.json`), 'utf8');
  return z.object({ pid: z.int() }).parse(JSON.parse(text)).pid;
}

async function received(): Promise<readonly z.output<typeof receivedSchema>[]> {
  const lines = (await readFile(join(folder, 'data', 'demo-receiver.jsonl'), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => receivedSchema.parse(JSON.parse(line)));
}

describe('freehub up', () => {
  it('connects, backfills and delivers live rides without loss, and goes on where it was at the next start', async () => {
    const first = start('--for', '8', '--json', '--days', '14');
    const { code, summary } = await first.end();
    expect(first.text()).toMatch(/^- Athletes: .* \(3 connected by OAuth\)$/m);
    expect(first.text()).toMatch(/^- Backfill: \d+ rides since .* pulled and delivered to both/m);
    expect(first.text()).toMatch(/\d+ ms +\d+ ms$/m);
    expect(code).toBe(0);
    const { ridesSimulated, latencyMs, live, backfill } = summary;
    expect(summary).toMatchObject({
      ridesStored: ridesSimulated,
      delivered: { webhook: ridesSimulated, sql: ridesSimulated },
      lost: 0,
      underWay: 0,
      duplicates: 0,
      signaturesRefused: 0,
      signaturesCheckedBy: 'the terra-api SDK',
      athletes: 3,
      interrupted: false,
      restarts: {},
    });
    expect(live.rides).toBeGreaterThanOrEqual(2);
    expect(backfill.rides).toBe(ridesSimulated - live.rides);
    // Each ride, an `auth` and an `athlete` event for each athlete, and the health check.
    expect(summary.signaturesVerified).toBe(ridesSimulated + 7);
    expect(latencyMs.p50).toBeGreaterThan(0);
    expect(latencyMs.p99).toBeGreaterThanOrEqual(latencyMs.p50);
    expect(new Set((await received()).map(({ ride }) => ride)).size).toBe(ridesSimulated);
    const memory = join(folder, 'data', 'demo.json');
    const kept = await readFile(memory, 'utf8');
    expect((await stat(memory)).mode & 0o777).toBe(0o600);

    const second = start('--json');
    await second.says(/\d+ ms +\d+ ms\n/);
    const begunMs = Date.now();
    second.process.kill('SIGINT');
    const again = await second.end();
    expect(Date.now() - begunMs).toBeLessThan(20_000);
    expect(second.text()).toMatch(/^Stopping…$/m);
    expect(second.text()).toMatch(/^- Athletes: .* \(connected before\)$/m);
    expect(second.text()).toMatch(/^- Backfill: nothing to do/m);
    expect(await readFile(memory, 'utf8')).toBe(kept);
    expect(again.code).toBe(0);
    expect(again.summary).toMatchObject({ lost: 0, duplicates: 0, interrupted: true, backfill: { rides: 0 } });
    expect(again.summary.ridesSimulated).toBe(ridesSimulated + again.summary.live.rides);

    const other = start('--seed', '7');
    expect(await once(other.process, 'exit')).toEqual([1, null]);
    expect(other.text()).toContain('the rides in this data folder were made with --seed 1; leave --seed out');
  });

  it('loses nothing when its worker, its api and its sandbox are killed among live rides', async () => {
    const run = start('--for', '20', '--json', '--days', '3');
    const names = ['worker', 'api', 'sandbox'];
    await run.says(/\d+ ms +\d+ ms\n/);
    for (const name of names) {
      process.kill(await pidOf(`the ${name}`), 'SIGKILL');
      await run.says(new RegExp(`^The ${name} runs again\\.$`, 'm'));
    }
    const { code, summary } = await run.end();
    expect(run.text()).toContain('Died and started again: the sandbox once, the worker once, the api once.');
    const { ridesSimulated } = summary;
    expect(code).toBe(0);
    expect(summary).toMatchObject({
      ridesStored: ridesSimulated,
      delivered: { webhook: ridesSimulated, sql: ridesSimulated },
      lost: 0,
      underWay: 0,
      signaturesRefused: 0,
      interrupted: false,
      restarts: { worker: 1, api: 1, sandbox: 1 },
    });
  });

  it.each(rideFolders())('serves real rides of %s, with the figures that their files tell', async (_, rides, expected) => {
    const { code, summary } = await start('--rides', rides, '--riders', '1', '--for', '1', '--json').end();
    expect(code).toBe(0);
    expect(summary).toMatchObject({ lost: 0, duplicates: 0, backfill: { rides: expected.length } });
    const all = await received();
    for (const ride of expected) {
      const found = all.find(({ startTime }) => Math.abs(Date.parse(startTime) - ride.startMs) <= 2_000);
      const told = {
        file: ride.file,
        distance: near(found?.distanceMeters, ride.distanceMeters, 1),
        elapsed: near(found?.elapsedSeconds, ride.elapsedSeconds, 1.5),
        active: near(found?.activeSeconds, ride.activeSeconds, 1.5),
        power: near(found?.avgPowerWatts, ride.avgPowerWatts, 1),
        heartRate: near(found?.avgHeartRateBpm, ride.avgHeartRateBpm, 1),
      };
      expect(told).toEqual({
        file: ride.file,
        distance: 'same',
        elapsed: 'same',
        active: 'same',
        power: 'same',
        heartRate: 'same',
      });
    }
  });
});

/** `same`, or what differs. A figure that the file does not have must be null, not 0. */
function near(got: number | null | undefined, wanted: number | null, tolerance: number): string {
  if (got === wanted) return 'same';
  if (typeof got === 'number' && wanted !== null && Math.abs(got - wanted) <= tolerance) return 'same';
  return `${String(got)} instead of ${String(wanted)}`;
}

/** The two rides in the repository, and a larger folder with a README where there is one (RIDES_FOLDER names it). */
function rideFolders(): [name: string, folder: string, rides: readonly ExpectedRide[]][] {
  const root = packageRoot();
  const larger = process.env['RIDES_FOLDER'] ?? join(root, '..', 'shared', 'data', 'rides');
  const ours = join(root, 'test', 'fixtures', 'rides');
  const readme = join(larger, 'README.md');
  return [
    ['test/fixtures/rides', ours, FIXTURE_RIDES],
    ...(existsSync(readme)
      ? [
          ['a larger folder', larger, ridesOfReadme(readFileSync(readme, 'utf8'))] satisfies [
            string,
            string,
            readonly ExpectedRide[],
          ],
        ]
      : []),
  ];
}
