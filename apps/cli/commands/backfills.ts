import type { Command } from 'commander';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import * as contract from '../../api/admin/contract/backfills.js';
import { listProviderApps } from '../../api/admin/contract/providers.js';
import { providerNamed } from './provider-named.js';
import type { Cli } from '../cli.js';
import type { Session } from '../client/session.js';
import { count } from '../output/count.js';
import { duration } from '../output/duration.js';
import { facts, more, table } from '../output/table.js';
import { watchBackfill } from './backfill-watch.js';
import { connectionNamed } from './connections.js';
import { type Given, adminCommand, argument, collect, given, group, optionsOf, pageOf, paging, withPaging } from './define.js';

const DAY_MS = 86_400_000;
const at = (session: Session, command: Command) => session.at({ backfill: argument(command) });

/** The provider that was named, else the only one that is set up. @throws Problem config */
async function providerOf(session: Session, name: string | undefined): Promise<string> {
  if (name !== undefined) return providerNamed(name);
  const { items } = await session.admin.call(listProviderApps, { params: await session.at({}) });
  const [only, ...others] = items;
  if (!only) throw new Problem('config', `no provider is set up in this environment: ${session.hint('providers set')}`);
  if (others.length > 0) throw new Problem('config', `name one with --provider: ${items.map((app) => app.provider).join(', ')}`);
  return only.provider;
}

const STATE = z.enum(['active', 'paused', 'reauthorize'], { error: '--state: must be active, paused or reauthorize' });

const startOptions = {
  provider: z.string().optional(),
  start: z.string().optional(),
  end: z.string().optional(),
  days: z.coerce.number({ error: '--days must be a number' }).positive().max(20_000).optional(),
  user: z.array(z.string()).optional(),
  reference: z.array(z.string()).optional(),
  all: z.boolean().optional(),
  search: z.string().optional(),
  state: z.array(STATE).optional(),
  connectedSince: z.string().optional(),
  withoutRecords: z.literal(true).optional(),
  type: z.array(z.string()).optional(),
  dryRun: z.boolean().optional(),
  watch: z.boolean().optional(),
};

/** Undefined when none of it is given. */
function filterOf({ search, state, connectedSince, withoutRecords }: Given<typeof startOptions>) {
  const filter = given({ search, states: state, connected_since: connectedSince, without_records: withoutRecords });
  return Object.keys(filter).length === 0 ? undefined : filter;
}

const start = (cli: Cli): Command =>
  adminCommand(cli, 'start', 'pull a past range for one user, for many or for all', async (session, command) => {
    const options = optionsOf(command, startOptions);
    const { provider, start: from, end, days, user, reference, all, type, dryRun, watch } = options;
    const filter = filterOf(options);
    if ((from === undefined) === (days === undefined))
      throw new Problem('payload', 'say from when: --start 2026-01-01, or --days 90');
    if (user === undefined && reference === undefined && all === undefined && filter === undefined)
      throw new Problem(
        'payload',
        'say for whom: --user <id or reference id>, --reference <id>, --search <beginning>, --state <state>, --connected-since <time>, --without-records, or --all',
      );
    const connections = user && (await Promise.all(user.map((name) => connectionNamed(session, name))));
    const body = {
      provider: await providerOf(session, provider),
      start: from ?? new Date((end === undefined ? Date.now() : Date.parse(end)) - (days ?? 0) * DAY_MS).toISOString(),
      ...given({ end, connection_ids: connections, reference_ids: reference, filter, types: type, dry_run: dryRun }),
      ...(all ? { all: true as const } : {}),
    };
    const planned = await session.admin.call(contract.createBackfill, { params: await session.at({}), body });
    const { users, windows, not_active: notActive, backfill } = planned;
    const seconds = planned.seconds_at_budget;
    const time = seconds === null ? '' : `, ${seconds < 1 ? 'less than a second' : duration(seconds)} at the provider's limits`;
    const size = `${count(users, 'user')}, about ${count(windows, 'window')}, at least ${count(planned.requests, 'request')}${time}${notActive > 0 ? `; ${count(notActive, 'user')} cannot be pulled now` : ''}`;
    if (watch === true && backfill) {
      if (!session.json) cli.out(`Started ${backfill.id}: ${size}.`);
      await watchBackfill(session, backfill.id);
    } else {
      session.print(planned, () =>
        backfill
          ? [`Started ${backfill.id}: ${size}.`, `Watch it: ${session.hint(`backfill watch ${backfill.id}`)}`]
          : [`Would pull ${size}.`],
      );
    }
  })
    .option('--provider <name>', 'default: the only one that is set up')
    .option('--start <time>', 'from when: 2026-01-01 or a whole ISO time')
    .option('--days <n>', 'or so many days back')
    .option('--end <time>', 'until when; default: now')
    .option('--user <id>', 'only this connection, by its id or reference id; may be repeated', collect)
    .option('--reference <id>', 'all connections of this reference id; may be repeated', collect)
    .option('--all', 'everybody')
    .option('--search <beginning>', 'all whose reference id, or id at the provider, begins so')
    .option('--state <state>', 'all that are active, paused or reauthorize; may be repeated', collect)
    .option('--connected-since <time>', 'all that connected since then')
    .option('--without-records', 'all of whom nothing is stored (these four narrow each other down)')
    .option('--type <type>', 'only this type of data; may be repeated', collect)
    .option('--dry-run', 'only count')
    .option('--watch', 'stay and show progress');

const steer = (cli: Cli, usage: string, description: string, route: typeof contract.pauseBackfill): Command =>
  adminCommand(cli, usage, description, async (session, command) => {
    const row = await session.admin.call(route, { params: await at(session, command) });
    session.print(row, () => [`${row.id} is ${row.state}.`]);
  });

const windows = (cli: Cli): Command =>
  withPaging(
    adminCommand(cli, 'windows <id>', 'its windows, newest range first', async (session, command) => {
      const { state, ...page } = optionsOf(command, {
        ...paging,
        state: z.enum(['pending', 'done', 'failed'], { error: '--state: must be pending, done or failed' }).optional(),
      });
      const query = { ...pageOf(page), ...given({ state }) };
      const answer = await session.admin.call(contract.listBackfillWindows, { params: await at(session, command), query });
      session.print(answer, () => [
        ...table(
          answer.items,
          {
            from: (row) => row.start.slice(0, 10),
            to: (row) => row.end.slice(0, 10),
            type: (row) => row.type,
            user: (row) => row.reference_id ?? row.connection_id,
            state: (row) => row.state,
            tries: (row) => row.attempts,
            found: (row) => row.records.found,
            changed: (row) => row.records.changed,
            problem: (row) => row.problem?.message,
          },
          'No window matches; a backfill that is planned has none yet.',
        ),
        ...more(answer.next),
      ]);
    }).option('--state <state>', 'pending, done or failed'),
  );

export const backfillCommands = (cli: Cli): Command =>
  group('backfill', 'pulling the past', [
    start(cli),
    withPaging(
      adminCommand(cli, 'list', 'list backfills, newest first', async (session, command) => {
        const page = await session.admin.call(contract.listBackfills, {
          params: await session.at({}),
          query: pageOf(optionsOf(command, paging)),
        });
        session.print(page, () => [
          ...table(
            page.items,
            {
              id: (row) => row.id,
              provider: (row) => row.provider_title,
              from: (row) => row.start.slice(0, 10),
              to: (row) => row.end.slice(0, 10),
              state: (row) => row.state,
              windows: (row) => `${row.windows.done + row.windows.failed}/${row.windows.total}`,
              failed: (row) => row.windows.failed,
              records: (row) => row.records.found,
            },
            `No backfill yet: ${session.hint('backfill start')}.`,
          ),
          ...more(page.next),
        ]);
      }),
    ),
    adminCommand(cli, 'show <id>', 'progress, rate, what failed and why', async (session, command) => {
      const row = await session.admin.call(contract.getBackfill, { params: await at(session, command) });
      session.print(row, () => facts(row));
    }),
    adminCommand(cli, 'watch <id>', 'show progress until it is over', async (session, command) => {
      await watchBackfill(session, argument(command));
    }),
    windows(cli),
    steer(cli, 'pause <id>', 'stop for a while', contract.pauseBackfill),
    steer(cli, 'resume <id>', 'go on', contract.resumeBackfill),
    steer(cli, 'cancel <id>', 'end it; what was pulled stays', contract.cancelBackfill),
    adminCommand(cli, 'retry <id>', 'try its failed windows again', async (session, command) => {
      const answer = await session.admin.call(contract.retryBackfill, { params: await at(session, command) });
      session.print(answer, () => [`${count(answer.windows, 'window')} again, as ${answer.backfill.id}.`]);
    }),
  ]);
