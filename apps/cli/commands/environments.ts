import type { Command } from 'commander';
import { z } from 'zod';
import * as contract from '../../api/admin/contract/environments.js';
import type { Cli } from '../cli.js';
import { facts, more, table } from '../output/table.js';
import { adminCommand, argument, collect, given, group, optionsOf, pageOf, paging, serverCommand, withPaging } from './define.js';

const environmentOptions = {
  name: z.string().optional(),
  redirectOrigin: z.array(z.string()).optional(),
  reauthIds: z.enum(['constant', 'swapped'], { error: '--reauth-ids must be constant or swapped' }).optional(),
};
const reauthOption = [
  '--reauth-ids <rule>',
  'constant (default) or swapped: the id of a user who connects the same account again',
] as const;

export const environmentCommands = (cli: Cli): Command =>
  group('env', 'environments: one for each app or stage', [
    serverCommand(cli, 'create <dev-id>', 'create an environment', async (session, command) => {
      const { name, redirectOrigin, reauthIds } = optionsOf(command, environmentOptions);
      const made = await session.admin.call(contract.createEnvironment, {
        body: { dev_id: argument(command), ...given({ name, redirect_origins: redirectOrigin, reauth_ids: reauthIds }) },
      });
      session.print(made, () => [
        `Created ${made.dev_id}. Next: ${['keys create', 'providers set', 'destinations create'].map((next) => `\`freehub ${next} -e ${made.dev_id}\``).join(', ')}.`,
      ]);
    })
      .option('--name <text>', 'for people; default: the dev-id')
      .option(...reauthOption)
      .option('--redirect-origin <origin>', 'where athletes may be sent back to; may be repeated; default: anywhere', collect),
    serverCommand(cli, 'update <dev-id>', 'change an environment; what is not named stays', async (session, command) => {
      const { name, redirectOrigin, reauthIds } = optionsOf(command, environmentOptions);
      const row = await session.admin.call(contract.updateEnvironment, {
        params: { environment: argument(command) },
        body: given({ name, redirect_origins: redirectOrigin?.filter((origin) => origin !== ''), reauth_ids: reauthIds }),
      });
      session.print(row, () => facts(row));
    })
      .option('--name <text>', 'for people')
      .option(...reauthOption)
      .option('--redirect-origin <origin>', 'where athletes may be sent back to; may be repeated; "" = anywhere', collect),
    withPaging(
      serverCommand(cli, 'list', 'list environments', async (session, command) => {
        const page = await session.admin.call(contract.listEnvironments, { query: pageOf(optionsOf(command, paging)) });
        session.print(page, () => [
          ...table(
            page.items,
            { 'dev-id': (row) => row.dev_id, name: (row) => row.name, id: (row) => row.id, created: (row) => row.created_at },
            'No environment yet.',
          ),
          ...more(page.next),
        ]);
      }),
    ),
  ]);

export const keyCommands = (cli: Cli): Command =>
  group('keys', 'API keys of an environment', [
    adminCommand(cli, 'create', 'make a key; it is shown once', async (session, command) => {
      const { label } = optionsOf(command, { label: z.string().optional() });
      const made = await session.admin.call(contract.createKey, { params: await session.at({}), body: given({ label }) });
      session.print(made, () => [made.key]);
      session.cli.err('Keep it: it is shown this once.');
    }).option('--label <text>', 'to tell keys apart'),
    withPaging(
      adminCommand(cli, 'list', 'list keys', async (session, command) => {
        const page = await session.admin.call(contract.listKeys, {
          params: await session.at({}),
          query: pageOf(optionsOf(command, paging)),
        });
        session.print(page, () => [
          ...table(
            page.items,
            {
              id: (row) => row.id,
              label: (row) => row.label,
              prefix: (row) => row.prefix,
              'last used': (row) => row.last_used_at,
              expires: (row) => row.expires_at,
              revoked: (row) => row.revoked_at,
            },
            `No key yet: ${session.hint('keys create')}.`,
          ),
          ...more(page.next),
        ]);
      }),
    ),
    adminCommand(cli, 'revoke <id>', 'revoke a key', async (session, command) => {
      const answer = await session.admin.call(contract.revokeKey, { params: await session.at({ key: argument(command) }) });
      session.print(answer, () => ['Revoked; it stops working within 5 seconds.']);
    }),
    adminCommand(cli, 'rotate <id>', 'make a key in the place of another; both work for a while', async (session, command) => {
      const { overlapHours } = optionsOf(command, { overlapHours: z.coerce.number().optional() });
      const made = await session.admin.call(contract.rotateKey, {
        params: await session.at({ key: argument(command) }),
        body: overlapHours === undefined ? {} : { overlap_seconds: Math.round(overlapHours * 3600) },
      });
      session.print(made, () => facts({ key: made.key, id: made.id }));
      session.cli.err('Keep it: it is shown this once.');
    }).option('--overlap-hours <hours>', 'how long the old key goes on working (default 24)'),
  ]);
