/** `npm run bench`: every case beside a floor measured in the same run. Figures of one machine at one time: read the ratios. */
import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { accept } from './cases/accept.js';
import { api } from './cases/api.js';
import { backfill } from './cases/backfill.js';
import { desk } from './cases/desk.js';
import { drain, stored } from './cases/drain.js';
import { encode } from './cases/encode.js';
import { fit } from './cases/fit.js';
import { idle } from './cases/idle.js';
import { idleKinds } from './cases/idle-kinds.js';
import { kinds } from './cases/kinds.js';
import { latency } from './cases/latency.js';
import { live } from './cases/live.js';
import { record } from './cases/record.js';
import { benchOptions } from './options.js';
import type { Case, Row } from './row.js';

const CASES: readonly Case[] = [
  record,
  encode,
  fit,
  accept,
  latency,
  backfill,
  drain,
  stored,
  api,
  idle,
  kinds,
  idleKinds,
  live,
  desk,
];

const options = new Command('bench')
  .description('Measures the platform beside floors of the same run')
  .option('--json <file>', 'write the rows as JSON')
  .option('--only <name...>', `only these: ${CASES.map(({ name }) => name).join(', ')}`)
  .option('--connections <n>', 'desk: how many (200000)')
  .option('--records <n>', 'desk: how many (2000000)')
  .option('--deliveries <n>', 'desk: how many (5000000)')
  .option('--keep <folder>', 'desk: keep the filled database here, and use it again')
  .option('--plans <file>', 'desk: where the plans of its queries go (.cache/desk-plans.txt)')
  .parse()
  .opts<{ json?: string; only?: string[] } & Parameters<typeof benchOptions>[0]>();

const unknown = (options.only ?? []).filter((name) => !CASES.some((one) => one.name === name));
if (unknown.length > 0) {
  process.stderr.write(`there is no case ${unknown.join(', ')}; there are ${CASES.map(({ name }) => name).join(', ')}\n`);
  process.exit(2);
}

const rows: Row[] = [];
for (const one of CASES.filter(({ name, onlyByName }) => options.only?.includes(name) ?? onlyByName !== true)) {
  process.stdout.write(`\n${one.name}\n`);
  for (const row of await one.run(benchOptions(options))) {
    rows.push(row);
    const floor = row.floor === null ? '' : `  floor ${String(row.floor).padStart(8)}  ratio ${row.ratio ?? ''}`;
    process.stdout.write(`  ${row.name.padEnd(58)} ${String(row.value).padStart(9)} ${row.unit.padEnd(13)}${floor}\n`);
  }
}
if (options.json) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
process.exit();
