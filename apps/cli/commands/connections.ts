import type { Command } from 'commander';
import { z } from 'zod';
import * as contract from '../../api/admin/contract/connections.js';
import { Problem } from '../../../model/problem.js';
import { providerNamed } from './provider-named.js';
import type { Cli } from '../cli.js';
import type { Session } from '../client/session.js';
import { facts, more, table } from '../output/table.js';
import { bulkCommand } from './connection-bulk.js';
import { connectionNamed } from './connection-named.js';
import { coverageCommand, storyCommand } from './connection-story.js';
import { adminCommand, argument, given, group, optionsOf, pageOf, paging, withPaging } from './define.js';

export { connectionNamed } from './connection-named.js';

const at = async (session: Session, command: Command) =>
  session.at({ connection: await connectionNamed(session, argument(command)) });

export const connectionCommands = (cli: Cli): Command =>
  group('connections', 'users’ accounts; <user> is an id or a reference id', [
    withPaging(
      adminCommand(cli, 'list', 'list connections, newest first', async (session, command) => {
        const { search, reference, provider, state, ...page } = optionsOf(command, {
          ...paging,
          search: z.string().optional(),
          reference: z.string().optional(),
          provider: z.string().optional(),
          state: z.enum(['active', 'paused', 'reauthorize', 'revoked']).optional(),
        });
        const query = {
          ...pageOf(page),
          ...given({ search, reference_id: reference, provider: providerNamed(provider), state }),
        };
        const answer = await session.admin.call(contract.listConnections, { params: await session.at({}), query });
        session.print(answer, () => [
          ...table(
            answer.items,
            {
              id: (row) => row.id,
              provider: (row) => row.provider_title,
              reference: (row) => row.reference_id,
              state: (row) => row.state,
              'newest data': (row) => row.most_recent_data_at,
              problem: (row) => row.problem?.message,
            },
            `Nobody is connected: ${session.hint('connect')} makes a link.`,
          ),
          ...more(answer.next),
        ]);
      })
        .option('--search <text>', 'this id, or reference ids and provider’s user ids that begin so')
        .option('--reference <id>', 'only this reference id')
        .option('--provider <name>', 'only this provider')
        .option('--state <state>', 'active, paused, reauthorize or revoked'),
    ),
    adminCommand(cli, 'show <user>', 'access, coverage, problem', async (session, command) => {
      const row = await session.admin.call(contract.getConnection, { params: await at(session, command) });
      session.print(row, () => facts(row));
    }),
    storyCommand(cli),
    coverageCommand(cli),
    bulkCommand(cli),
    adminCommand(cli, 'sync <user>', 'sync now', async (session, command) => {
      const answer = await session.admin.call(contract.syncConnection, { params: await at(session, command) });
      session.print(answer, () => ['It syncs now.']);
    }),
    adminCommand(cli, 'pause <user>', 'stop syncing; notifications wait', async (session, command) => {
      const row = await session.admin.call(contract.pauseConnection, { params: await at(session, command) });
      session.print(row, () => [`${row.id} is paused.`]);
    }),
    adminCommand(cli, 'resume <user>', 'sync again', async (session, command) => {
      const row = await session.admin.call(contract.resumeConnection, { params: await at(session, command) });
      session.print(row, () => [`${row.id} is active.`]);
    }),
    adminCommand(cli, 'disconnect <user>', 'revoke at the provider and delete all its data', async (session, command) => {
      const { yes } = optionsOf(command, { yes: z.boolean().optional() });
      const params = await at(session, command);
      if (yes !== true && session.cli.confirm) {
        const { provider_title: provider, reference_id: reference } = await session.admin.call(contract.getConnection, {
          params,
        });
        const who = `${params.connection} (${provider}${reference === null ? '' : `, ${reference}`})`;
        if (!(await session.cli.confirm(`Revoke access and delete all data of ${who}?`)))
          throw new Problem('canceled', 'nothing was disconnected');
      }
      const answer = await session.admin.call(contract.disconnectConnection, { params });
      session.print(answer, () => ['Disconnected; its data is deleted.']);
    }).option('--yes', 'do not ask'),
  ]);

export const connectCommand = (cli: Cli): Command =>
  adminCommand(cli, 'connect', 'make a link with which an athlete connects an account', async (session, command) => {
    const { reference, providers, success, failure } = optionsOf(command, {
      reference: z.string().optional(),
      providers: z.string().optional(),
      success: z.string().optional(),
      failure: z.string().optional(),
    });
    const made = await session.admin.call(contract.createConnectLink, {
      params: await session.at({}),
      body: given({
        reference_id: reference,
        providers: providers
          ?.split(',')
          .map((name) => providerNamed(name))
          .filter((name) => name !== ''),
        success_url: success,
        failure_url: failure,
      }),
    });
    session.print(made, () => [made.url]);
    session.cli.err(`Valid for ${Math.round(made.expires_in / 60)} minutes.`);
  })
    .option('--reference <id>', 'your own id of the athlete')
    .option('--providers <names>', 'which to offer, with commas; default: all that are set up')
    .option('--success <url>', 'where the athlete goes afterwards')
    .option('--failure <url>', 'where the athlete goes when it fails');
