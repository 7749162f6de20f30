import type { Command } from 'commander';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import * as contract from '../../api/admin/contract/session.js';
import type { Cli } from '../cli.js';
import { allOf } from '../client/pages.js';
import type { Session } from '../client/session.js';
import { more, table } from '../output/table.js';
import { argument, group, optionsOf, pageOf, paging, serverCommand, withPaging } from './define.js';

const ROLE = z.enum(contract.OPERATOR_ROLES, { error: '--role must be viewer or admin' }).optional();

export const operatorCommands = (cli: Cli): Command =>
  group('operators', 'tokens of people and scripts that operate Freehub, beside FREEHUB_ADMIN_TOKEN', [
    serverCommand(cli, 'create <name>', 'make a token; it is shown once', async (session, command) => {
      const { role, days } = optionsOf(command, { role: ROLE, days: z.coerce.number().optional() });
      const made = await session.admin.call(contract.createOperator, {
        body: {
          name: argument(command),
          ...(role === undefined ? {} : { role }),
          ...(days === undefined ? {} : { expires_in_days: days }),
        },
      });
      session.print(made, () => [made.token]);
      session.cli.err(`Keep it: it is shown this once. ${made.name} is ${made.role === 'admin' ? 'an admin' : 'a viewer'}.`);
    })
      .option('--role <role>', 'viewer (default): only looks; admin: changes things')
      .option('--days <n>', 'it ends after so many days; default: never'),
    withPaging(
      serverCommand(cli, 'list', 'list operators', async (session, command) => {
        const page = await session.admin.call(contract.listOperators, { query: pageOf(optionsOf(command, paging)) });
        session.print(page, () => [
          ...table(
            page.items,
            {
              id: (row) => row.id,
              name: (row) => row.name,
              role: (row) => row.role,
              prefix: (row) => row.prefix,
              'last used': (row) => row.last_used_at,
              expires: (row) => row.expires_at,
              revoked: (row) => row.revoked_at,
            },
            `No operator beside the admin yet: ${session.hint('operators create <name>')}.`,
          ),
          ...more(page.next),
        ]);
      }),
    ),
    serverCommand(cli, 'revoke <name>', 'revoke a token (name or id) and end its sessions', async (session, command) => {
      const operator = await operatorNamed(session, argument(command));
      const answer = await session.admin.call(contract.revokeOperator, { params: { operator } });
      session.print(answer, () => ['Revoked; it stops working within 5 seconds.']);
    }),
  ]);

/** A name belongs to one token that is not revoked. @throws Problem missing */
async function operatorNamed(session: Session, name: string): Promise<string> {
  if (z.uuid().safeParse(name).success) return name;
  const all = await allOf((query) => session.admin.call(contract.listOperators, { query }));
  const found = all.find((one) => one.revoked_at === null && one.name.toLowerCase() === name.toLowerCase());
  if (!found)
    throw new Problem('missing', `there is no operator "${name}" with a token that works; ${session.hint('operators list')}`);
  return found.id;
}
