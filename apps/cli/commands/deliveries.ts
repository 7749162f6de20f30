import type { Command } from 'commander';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import * as contract from '../../api/admin/contract/deliveries.js';
import type { Cli } from '../cli.js';
import type { Session } from '../client/session.js';
import { facts, more, table } from '../output/table.js';
import { connectionNamed } from './connections.js';
import { adminCommand, argument, collect, given, group, optionsOf, pageOf, paging, withPaging } from './define.js';
import { destinationNamed, destinationNames } from './destinations.js';

const filterOptions = {
  destination: z.string().optional(),
  type: z.string().optional(),
  user: z.string().optional(),
  since: z.string().optional(),
};
const withFilter = (command: Command): Command =>
  command
    .option('--destination <name>', 'only for this destination (name or id)')
    .option('--type <type>', 'only this type of event')
    .option('--user <id>', 'only of this connection (id or reference id)')
    .option('--since <time>', 'only made since then');

/** As the contract has it. @throws Problem payload for a type that does not exist */
async function filterOf(session: Session, command: Command) {
  const { destination, type, user, since } = optionsOf(command, filterOptions);
  const read = contract.redriveDeliveries.body.shape.type.safeParse(type);
  if (!read.success) throw new Problem('payload', `--type: there is no event of type "${type ?? ''}"`);
  return given({
    destination: destination === undefined ? undefined : await destinationNamed(session, destination),
    type: read.data,
    connection: user === undefined ? undefined : await connectionNamed(session, user),
    since,
  });
}

export const deliveryCommands = (cli: Cli): Command =>
  group('deliveries', 'what was sent, and what was not', [
    withFilter(
      withPaging(
        adminCommand(cli, 'list', 'list deliveries, newest first', async (session, command) => {
          const { state, ...page } = optionsOf(command, {
            ...paging,
            state: z.enum(['pending', 'delivered', 'dead', 'superseded', 'canceled']).optional(),
          });
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
        }).option('--state <state>', 'pending, delivered, dead, superseded or canceled'),
      ),
    ),
    adminCommand(cli, 'show <id>', 'its tries, and what it sends without samples', async (session, command) => {
      const row = await session.admin.call(contract.getDelivery, { params: await session.at({ delivery: argument(command) }) });
      session.print(row, () => facts(row));
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
    adminCommand(cli, 'cancel <id>', 'give a pending delivery up', async (session, command) => {
      const row = await session.admin.call(contract.cancelDelivery, {
        params: await session.at({ delivery: argument(command) }),
      });
      session.print(row, () => [`${row.id} is canceled.`]);
    }),
  ]);

export const replayCommand = (cli: Cli): Command =>
  adminCommand(cli, 'replay', 'send stored records again, after everything else that is due', async (session, command) => {
    const { start, end, type, user, destination, dryRun } = optionsOf(command, {
      start: z.string(),
      end: z.string().optional(),
      type: z.array(z.string()).optional(),
      user: z.string().optional(),
      destination: z.string().optional(),
      dryRun: z.boolean().optional(),
    });
    const types = z.array(contract.redriveDeliveries.body.shape.type.unwrap()).optional().safeParse(type);
    if (!types.success) throw new Problem('payload', `--type: there is no event of type ${type?.join(', ') ?? ''}`);
    const body = {
      start,
      dry_run: dryRun ?? false,
      ...given({
        end,
        types: types.data,
        connection: user === undefined ? undefined : await connectionNamed(session, user),
        destination: destination === undefined ? undefined : await destinationNamed(session, destination),
      }),
    };
    const answer = await session.admin.call(contract.replay, { params: await session.at({}), body });
    session.print(answer, () => [
      `${answer.dry_run ? 'Would send' : 'Sending'} ${answer.records} records, ${answer.deliveries} deliveries.`,
    ]);
  })
    .requiredOption('--start <time>', 'records that began since then')
    .option('--end <time>', 'and before then; default: now')
    .option('--type <type>', 'only this type; may be repeated', collect)
    .option('--user <id>', 'only of this connection (id or reference id)')
    .option('--destination <name>', 'only for this destination (name or id); default: all whose filter matches')
    .option('--dry-run', 'only count');
