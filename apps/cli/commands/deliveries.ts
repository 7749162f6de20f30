import type { Command } from 'commander';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import * as contract from '../../api/admin/contract/deliveries.js';
import type { Cli } from '../cli.js';
import type { AnswerOf } from '../../api/http/contract/route.js';
import { duration } from '../output/duration.js';
import { facts, more, table } from '../output/table.js';
import { connectionNamed } from './connections.js';
import { adminCommand, argument, collect, given, group, optionsOf, pageOf, paging, withPaging } from './define.js';
import { bodyCommand, editCommand, exportCommand } from './delivery-files.js';
import { filterOf, stateOption, withFilter, withState } from './delivery-filter.js';
import { destinationNamed, destinationNames } from './destinations.js';

type Details = AnswerOf<typeof contract.getDelivery>;

/** Who was asked what, and what came back. */
const tryLines = ({ tried }: Details): string[] =>
  tried.flatMap((one) => [
    `${one.n}${one.before_redrive ? ' (before a redrive)' : ''}  ${one.started_at}  ${one.duration_ms} ms  ${one.ok ? 'ok' : 'failed'}  ${one.code ?? '-'}`,
    ...(one.problem ? [`   ${one.problem.message}`] : []),
    ...(one.request
      ? [`   > ${one.request.line}`, ...one.request.headers.map(({ name, value }) => `   > ${name}: ${value}`)]
      : []),
    ...(one.answer ? [`   < ${one.answer.line}`, ...one.answer.headers.map(({ name, value }) => `   < ${name}: ${value}`)] : []),
    ...(one.answer?.body ? `${one.answer.body}${one.answer.is_cut ? '…' : ''}`.split('\n').map((line) => `   < ${line}`) : []),
  ]);

function lines(row: Details): string[] {
  const { tried, body, ...rest } = row;
  return [
    ...facts(rest),
    ...(tried.length === 0 ? [] : ['', 'tries', ...tryLines(row)]),
    '',
    row.is_edited ? 'sends, as edited' : 'sends, without samples',
    JSON.stringify(body, null, 2),
  ];
}

export const deliveryCommands = (cli: Cli): Command =>
  group('deliveries', 'what was sent, and what was not', [
    withFilter(
      withState(
        withPaging(
          adminCommand(cli, 'list', 'list deliveries, newest first', async (session, command) => {
            const { state, ...page } = optionsOf(command, { ...paging, ...stateOption });
            const query = { ...pageOf(page), ...(await filterOf(session, command)), ...given({ state }) };
            const answer = await session.admin.call(contract.listDeliveries, { params: await session.at({}), query });
            const names = session.json ? new Map<string, string>() : await destinationNames(session);
            session.print(answer, () => [
              ...table(
                answer.items,
                {
                  id: (row) => row.id,
                  destination: (row) => names.get(row.destination_id) ?? 'deleted',
                  type: (row) => row.type,
                  record: ({ record }) => record && (record.deleted ? 'deleted' : (record.name ?? record.sport)),
                  began: (row) => row.record?.start_time,
                  state: (row) => row.state,
                  tries: (row) => row.attempts,
                  made: (row) => row.created_at,
                  due: (row) => (row.state === 'pending' ? row.due_at : null),
                  problem: (row) => row.problem?.message,
                },
                'No delivery matches.',
              ),
              ...more(answer.next),
            ]);
          }),
        ),
      ),
    ),
    adminCommand(cli, 'show <id>', 'its tries, and what it sends without samples', async (session, command) => {
      const row = await session.admin.call(contract.getDelivery, { params: await session.at({ delivery: argument(command) }) });
      session.print(row, () => lines(row));
    }),
    withFilter(
      adminCommand(cli, 'redrive [id]', 'try a dead letter again, or all that match', async (session, command) => {
        const id = command.args[0];
        const { all, dryRun } = optionsOf(command, { all: z.boolean().optional(), dryRun: z.boolean().optional() });
        if (id !== undefined) {
          const row = await session.admin.call(contract.redriveDelivery, { params: await session.at({ delivery: id }) });
          session.print(row, () => [`${row.id} is due again.`]);
          return;
        }
        const filter = await filterOf(session, command);
        if (Object.keys(filter).length === 0 && all !== true)
          throw new Problem('payload', 'name a delivery, a filter such as --destination, or --all');
        const answer = await session.admin.call(contract.redriveDeliveries, {
          params: await session.at({}),
          body: { ...filter, dry_run: dryRun ?? false },
        });
        session.print(answer, () => [
          answer.dry_run ? `${answer.deliveries} dead letters match.` : `${answer.deliveries} are due again.`,
        ]);
      })
        .option('--all', 'all dead letters')
        .option('--dry-run', 'only count'),
    ),
    bodyCommand(cli),
    editCommand(cli),
    adminCommand(cli, 'cancel <id>', 'give a pending delivery up', async (session, command) => {
      const row = await session.admin.call(contract.cancelDelivery, {
        params: await session.at({ delivery: argument(command) }),
      });
      session.print(row, () => [`${row.id} is canceled.`]);
    }),
    exportCommand(cli),
  ]);

export const replayCommand = (cli: Cli): Command =>
  adminCommand(cli, 'replay', 'send stored records again, after everything else that is due', async (session, command) => {
    const { start, end, type, user, destination, maxPerSecond, dryRun } = optionsOf(command, {
      start: z.string(),
      end: z.string().optional(),
      type: z.array(z.string()).optional(),
      user: z.string().optional(),
      destination: z.string().optional(),
      maxPerSecond: z.coerce.number({ error: '--max-per-second must be a number' }).optional(),
      dryRun: z.boolean().optional(),
    });
    const types = z.array(contract.redriveDeliveries.body.shape.type.unwrap()).optional().safeParse(type);
    if (!types.success) throw new Problem('payload', `--type: there is no event of type ${type?.join(', ') ?? ''}`);
    const body = {
      start,
      dry_run: dryRun ?? false,
      ...given({
        end,
        max_per_second: maxPerSecond,
        types: types.data,
        connection: user === undefined ? undefined : await connectionNamed(session, user),
        destination: destination === undefined ? undefined : await destinationNamed(session, destination),
      }),
    };
    const answer = await session.admin.call(contract.replay, { params: await session.at({}), body });
    session.print(answer, () => [
      `${answer.dry_run ? 'Would send' : 'Sending'} ${answer.records} records, ${answer.deliveries} deliveries${answer.seconds === null ? '' : `, the last of them in ${duration(answer.seconds)}`}.`,
    ]);
  })
    .requiredOption('--start <time>', 'records that began since then')
    .option('--end <time>', 'and before then; default: now')
    .option('--type <type>', 'only this type; may be repeated', collect)
    .option('--user <id>', 'only of this connection (id or reference id)')
    .option('--destination <name>', 'only for this destination (name or id); default: all whose filter matches')
    .option('--max-per-second <n>', 'spread them: no more than this become due in a second, over all destinations')
    .option('--dry-run', 'only count');
