import type { Command } from 'commander';
import { z } from 'zod';
import * as contract from '../../api/admin/contract/connections.js';
import { createKey, revokeKey } from '../../api/admin/contract/environments.js';
import { getEnvironment } from '../../api/admin/contract/environments.js';
import type { Cli } from '../cli.js';
import { callJson } from '../client/admin.js';
import type { Session } from '../client/session.js';
import { facts, more, table } from '../output/table.js';
import { adminCommand, argument, given, group, optionsOf, pageOf, paging, withPaging } from './define.js';

const at = (session: Session, command: Command) => session.at({ connection: argument(command) });

export const connectionCommands = (cli: Cli): Command =>
  group('connections', 'users’ accounts', [
    withPaging(
      adminCommand(cli, 'list', 'list connections, newest first', async (session, command) => {
        const { reference, provider, state, ...page } = optionsOf(command, {
          ...paging,
          reference: z.string().optional(),
          provider: z.string().optional(),
          state: z.enum(['active', 'paused', 'reauthorize', 'revoked']).optional(),
        });
        const query = { ...pageOf(page), ...given({ reference_id: reference, provider: provider?.toUpperCase(), state }) };
        const answer = await session.admin.call(contract.listConnections, { params: await session.at({}), query });
        session.print(answer, () => [
          ...table(
            answer.items,
            {
              id: (row) => row.id,
              provider: (row) => row.provider,
              reference: (row) => row.reference_id,
              state: (row) => row.state,
              'newest data': (row) => row.most_recent_data_at,
              problem: (row) => row.problem?.message,
            },
            'Nobody is connected: `freehub connect` makes a link.',
          ),
          ...more(answer.next),
        ]);
      })
        .option('--reference <id>', 'only this reference id')
        .option('--provider <name>', 'only this provider')
        .option('--state <state>', 'active, paused, reauthorize or revoked'),
    ),
    adminCommand(cli, 'show <id>', 'access, coverage, problem', async (session, command) => {
      const row = await session.admin.call(contract.getConnection, { params: await at(session, command) });
      session.print(row, () => facts(row));
    }),
    adminCommand(cli, 'sync <id>', 'sync now', async (session, command) => {
      const answer = await session.admin.call(contract.syncConnection, { params: await at(session, command) });
      session.print(answer, () => ['It syncs now.']);
    }),
    adminCommand(cli, 'pause <id>', 'stop syncing; notifications wait', async (session, command) => {
      const row = await session.admin.call(contract.pauseConnection, { params: await at(session, command) });
      session.print(row, () => [`${row.id} is paused.`]);
    }),
    adminCommand(cli, 'resume <id>', 'sync again', async (session, command) => {
      const row = await session.admin.call(contract.resumeConnection, { params: await at(session, command) });
      session.print(row, () => [`${row.id} is active.`]);
    }),
    adminCommand(cli, 'disconnect <id>', 'revoke at the provider and delete all its data', async (session, command) => {
      const answer = await session.admin.call(contract.disconnectConnection, { params: await at(session, command) });
      session.print(answer, () => ['Disconnected; its data is deleted.']);
    }),
  ]);

const widget = z.object({ session_id: z.string(), url: z.string(), expires_in: z.number() });

/** Through the same call that an app makes, with a key that lives for this call only. */
export const connectCommand = (cli: Cli): Command =>
  adminCommand(cli, 'connect', 'make a link with which an athlete connects an account', async (session, command) => {
    const { reference, providers, success, failure } = optionsOf(command, {
      reference: z.string().optional(),
      providers: z.string().optional(),
      success: z.string().optional(),
      failure: z.string().optional(),
    });
    const params = await session.at({});
    const { dev_id: devId } = await session.admin.call(getEnvironment, { params });
    const key = await session.admin.call(createKey, { params, body: { label: 'freehub connect' } });
    try {
      const made = await callJson(
        widget,
        {
          method: 'POST',
          url: `${session.apiUrl}/v2/auth/generateWidgetSession`,
          headers: { 'dev-id': devId, 'x-api-key': key.key },
          body: given({
            reference_id: reference,
            providers,
            auth_success_redirect_url: success,
            auth_failure_redirect_url: failure,
          }),
        },
        cli.signal,
      );
      session.print(made, () => [made.url]);
      session.cli.err(`Valid for ${Math.round(made.expires_in / 60)} minutes.`);
    } finally {
      await session.admin.call(revokeKey, { params: { ...params, key: key.id } });
    }
  })
    .option('--reference <id>', 'your own id of the athlete')
    .option('--providers <names>', 'which to offer, with commas; default: all that are set up')
    .option('--success <url>', 'where the athlete goes afterwards')
    .option('--failure <url>', 'where the athlete goes when it fails');
