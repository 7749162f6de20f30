/** Commands that work on the database or the settings themselves, without the api. */
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { z } from 'zod';
import { Packer } from '../../../activities/normalize/packer.js';
import { Renormalize, type RenormalizeReport } from '../../../activities/normalize/renormalize.js';
import { type ConnectionId, type EnvironmentId, asId, isUuid } from '../../../model/ids.js';
import { Problem } from '../../../model/problem.js';
import { providers } from '../../../providers/registry.js';
import { describeSettings, loadSettings } from '../../../settings/load.js';
import { type Database, openDatabase, storeProblem } from '../../../store/database.js';
import { assertCurrent, migrate } from '../../../store/migrate.js';
import type { Cli } from '../cli.js';
import { findRunning } from '../runtime/running.js';
import { facts, table } from '../output/table.js';
import { optionsOf } from './define.js';

/** Of DATABASE_URL, else of the `freehub up` that runs on this machine. @throws Problem config */
async function databaseUrl(cli: Cli): Promise<string> {
  const { databaseUrl: url, dataDir } = loadSettings(cli.env);
  const found = url ?? (await findRunning(dataDir))?.databaseUrl;
  if (found !== undefined) return found;
  throw new Problem(
    'config',
    `DATABASE_URL is not set, and no \`freehub up\` keeps a database in ${dataDir} at the moment: start it, name its folder in FREEHUB_DATA_DIR, or set DATABASE_URL`,
  );
}

const WHERE = '\nIt works on the database itself: DATABASE_URL, else that of the `freehub up` which runs with FREEHUB_DATA_DIR.';

export const migrateCommand = (cli: Cli): Command => {
  const command = new Command('migrate')
    .description('bring the schema of the database up to date')
    .option('--json', 'print JSON')
    .addHelpText('after', WHERE);
  return command.action(async () => {
    const applied = await migrate(await databaseUrl(cli)).catch((error: unknown) => {
      throw storeProblem(error, 'migrating');
    });
    if (optionsOf(command, { json: z.boolean().optional() }).json) cli.out(JSON.stringify({ applied }));
    else cli.out(applied.length === 0 ? 'The schema is current.' : `Applied ${applied.join(', ')}.`);
  });
};

export const settingsCommand = (cli: Cli): Command => {
  const command = new Command('settings')
    .description('print all settings as they are now, secrets masked')
    .option('--json', 'print JSON');
  return command.action(() => {
    const rows = describeSettings(loadSettings(cli.env));
    if (optionsOf(command, { json: z.boolean().optional() }).json)
      cli.out(JSON.stringify(Object.fromEntries(rows.map(({ variable, value }) => [variable, value])), null, 2));
    else for (const line of table(rows, { variable: (row) => row.variable, value: (row) => row.value }, '')) cli.out(line);
  });
};

const moment = (name: string, text: string | undefined): number | null => {
  if (text === undefined) return null;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new Problem('payload', `--${name}: must be a time such as 2026-05-01 or 2026-05-01T00:00:00Z`);
  return ms;
};

async function environmentId(db: Database, devId: string | undefined): Promise<EnvironmentId | null> {
  if (devId === undefined) return null;
  const { rows } = await db.query<{ id: EnvironmentId }>(`SELECT id FROM environment WHERE dev_id = $1`, [devId]);
  if (!rows[0]) throw new Problem('missing', `there is no environment "${devId}"`);
  return rows[0].id;
}

/** On the machine that can reach the database: it reads every raw answer, which no api call should. */
export const renormalizeCommand = (cli: Cli): Command => {
  const command = new Command('renormalize')
    .description('normalize stored raw answers again, after a fix; what comes out differently is sent')
    .option('-e, --environment <dev-id>', 'only this environment')
    .option('--user <id>', 'only this connection')
    .option('--start <time>', 'only records that began since then')
    .option('--end <time>', 'and before then')
    .option('--dry-run', 'only count')
    .option('--json', 'print JSON')
    .addHelpText('after', WHERE);
  return command.action(async () => {
    const { environment, user, start, end, dryRun, json } = optionsOf(command, {
      environment: z.string().optional(),
      user: z.string().optional(),
      start: z.string().optional(),
      end: z.string().optional(),
      dryRun: z.boolean().optional(),
      json: z.boolean().optional(),
    });
    if (user !== undefined && !isUuid(user)) throw new Problem('payload', '--user: must be the id of a connection');
    const range = { startMs: moment('start', start), endMs: moment('end', end) };
    const url = await databaseUrl(cli);
    await assertCurrent(url).catch((error: unknown) => {
      throw storeProblem(error, 'opening it');
    });
    const db = openDatabase({ url, poolSize: 2, name: 'freehub-renormalize', onError: () => undefined });
    const packer = new Packer(providers, Math.max(1, availableParallelism() - 1));
    try {
      const scope = {
        environmentId: await environmentId(db, environment),
        connectionId: user === undefined ? null : asId<ConnectionId>(user),
        ...range,
      };
      const report = await new Renormalize(db, packer).run(scope, dryRun ?? false, reporter(cli, json ?? false));
      const shown = {
        seen: report.seen,
        changed: report.changed,
        unchanged: report.unchanged,
        failed: report.failed,
        without_raw: report.withoutRaw,
        dry_run: dryRun ?? false,
      };
      if (json) cli.out(JSON.stringify(shown));
      else for (const line of facts(shown)) cli.out(line);
    } finally {
      await packer.close();
      await db.end();
    }
  });
};

/** Workers look for what is due within a second by themselves, so nobody need be woken. */
function reporter(cli: Cli, json: boolean): (report: RenormalizeReport) => void {
  let nextMs = Date.now() + 5_000;
  return (report) => {
    if (json || Date.now() < nextMs) return;
    nextMs = Date.now() + 5_000;
    cli.err(`${report.seen} seen, ${report.changed} changed`);
  };
}
