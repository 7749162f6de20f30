/** What kinds of destinations cost in memory before they are used, and when each has an open session. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { withServers } from '../kinds/servers.js';
import { MEASURED_KINDS } from '../kinds/table.js';
import type { MeasuredKind } from '../kinds/target.js';
import { type Case, type Row, less } from '../row.js';

const memory = z.object({ rss: z.number(), heapUsed: z.number() });
type Memory = z.output<typeof memory>;

const FOOTPRINT = fileURLToPath(new URL('../kinds/footprint.js', import.meta.url));
const mb = (bytes: number): number => bytes / (1 << 20);

async function footprint(kinds: readonly MeasuredKind[]): Promise<Memory> {
  const targets = await Promise.all(kinds.map(async ({ title, kind, open }) => ({ id: title, kind, target: await open() })));
  try {
    const wanted = targets.map(({ id, kind, target: { config } }) => ({ id, kind, config }));
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', FOOTPRINT], {
      env: { ...process.env, BENCH_TARGETS: JSON.stringify(wanted) },
    });
    return memory.parse(JSON.parse(stdout));
  } finally {
    for (const { target } of targets) await target.close();
  }
}

export const idleKinds: Case = {
  name: 'idle-kinds',
  run: () =>
    withServers(async () => {
      const none = await footprint([]);
      const rows = (what: string, { rss, heapUsed }: Memory): Row[] => [
        less(`memory, ${what}, resident`, mb(rss), 'MB', what === 'no kind' ? null : mb(none.rss), 'floor: no kind'),
        less(`memory, ${what}, heap`, mb(heapUsed), 'MB', what === 'no kind' ? null : mb(none.heapUsed), 'floor: no kind'),
      ];
      return [
        ...rows('no kind', none),
        ...rows('s3', await footprint(MEASURED_KINDS.filter(({ kind }) => kind === 's3'))),
        ...rows('all kinds', await footprint(MEASURED_KINDS)),
      ];
    }),
};
