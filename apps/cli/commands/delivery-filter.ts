/** Which deliveries are meant: options, and what they are to the api. */
import type { Command } from 'commander';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import { redriveDeliveries } from '../../api/admin/contract/deliveries.js';
import type { Session } from '../client/session.js';
import { connectionNamed } from './connections.js';
import { given, optionsOf } from './define.js';
import { destinationNamed } from './destinations.js';

const filterOptions = {
  destination: z.string().optional(),
  type: z.string().optional(),
  user: z.string().optional(),
  record: z.string().optional(),
  since: z.string().optional(),
  until: z.string().optional(),
};

export const withFilter = (command: Command): Command =>
  command
    .option('--destination <name>', 'only for this destination (name or id)')
    .option('--type <type>', 'only this type of event')
    .option('--user <id>', 'only of this connection (id or reference id)')
    .option('--record <key>', 'only of this record of the user; give --user and --type with it')
    .option('--since <time>', 'only made since then')
    .option('--until <time>', 'only made before then');

/** As the contract has it. @throws Problem payload for a type that does not exist */
export async function filterOf(session: Session, command: Command) {
  const { destination, type, user, record, since, until } = optionsOf(command, filterOptions);
  const read = redriveDeliveries.body.shape.type.safeParse(type);
  if (!read.success) throw new Problem('payload', `--type: there is no event of type "${type ?? ''}"`);
  return given({
    destination: destination === undefined ? undefined : await destinationNamed(session, destination),
    type: read.data,
    connection: user === undefined ? undefined : await connectionNamed(session, user),
    record_key: record,
    since,
    until,
  });
}

export const stateOption = {
  state: z
    .enum(['pending', 'delivered', 'dead', 'superseded', 'canceled'], {
      error: '--state: must be pending, delivered, dead, superseded or canceled',
    })
    .optional(),
};
export const withState = (command: Command): Command =>
  command.option('--state <state>', 'pending, delivered, dead, superseded or canceled');
