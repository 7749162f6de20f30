import type { Command } from 'commander';
import { z } from 'zod';
import * as contract from '../../api/admin/contract/audit.js';
import type { Cli } from '../cli.js';
import { more, table } from '../output/table.js';
import { given, optionsOf, pageOf, paging, serverCommand, withPaging } from './define.js';

const filters = {
  actor: z.string().optional(),
  action: z.string().optional(),
  subject: z.string().optional(),
  since: z.string().optional(),
  until: z.string().optional(),
};

export const auditCommand = (cli: Cli): Command =>
  withPaging(
    serverCommand(cli, 'audit', 'who changed what when, newest first', async (session, command) => {
      const { environment, after, limit, ...filter } = optionsOf(command, {
        ...paging,
        ...filters,
        environment: z.string().optional(),
      });
      const query = { ...pageOf({ after, limit }), ...given(filter) };
      const page =
        environment === undefined
          ? await session.admin.call(contract.listAudit, { query })
          : await session.admin.call(contract.listEnvironmentAudit, { params: { environment }, query });
      session.print(page, () => [
        ...table(
          page.items,
          {
            at: (line) => line.at,
            who: (line) => line.actor,
            action: (line) => line.action,
            name: (line) => line.subject_name,
            subject: (line) => line.subject,
            detail: (line) => (Object.keys(line.detail).length === 0 ? null : line.detail),
          },
          'No change matches.',
        ),
        ...more(page.next),
      ]);
    }),
  )
    .option('-e, --environment <dev-id>', 'only of this environment; default: everything')
    .option('--actor <name>', 'only by this operator')
    .option('--action <text>', 'only actions that begin like this: destination. or destination.created')
    .option('--subject <id>', 'only about this')
    .option('--since <time>', 'only since then')
    .option('--until <time>', 'and before then');
