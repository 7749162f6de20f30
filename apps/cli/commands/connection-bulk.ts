import type { Command } from 'commander';
import { z } from 'zod';
import * as contract from '../../api/admin/contract/connections.js';
import { Problem } from '../../../model/problem.js';
import { providerNamed } from './provider-named.js';
import type { Cli } from '../cli.js';
import type { Session } from '../client/session.js';
import { adminCommand, argument, collect, given, optionsOf } from './define.js';

const ACTIONS = ['sync', 'pause', 'resume', 'disconnect'] as const;
const WORDS = { sync: 'synced', pause: 'paused', resume: 'resumed', disconnect: 'disconnected' } as const;

type Answer = z.output<typeof contract.moveConnections.answer>;

interface Asked {
  readonly action: (typeof ACTIONS)[number];
  readonly ids?: string[] | undefined;
  readonly filter?: z.input<typeof contract.moveConnections.body>['filter'];
}

/** Call after call until there are no more; `connections` is of all, `left_alone` what each told. */
async function move(session: Session, asked: Asked, dryRun: boolean): Promise<Answer> {
  const params = await session.at({});
  const call = (after: string | null): Promise<Answer> =>
    session.admin.call(contract.moveConnections, {
      params,
      body: { ...given(asked), action: asked.action, dry_run: dryRun, ...(after === null ? {} : { after }) },
    });
  let total = await call(null);
  while (total.next !== null) {
    const { connections, left_alone: left } = total;
    const answer = await call(total.next);
    total = { ...answer, connections: connections + answer.connections, left_alone: [...left, ...answer.left_alone] };
  }
  return total;
}

export const bulkCommand = (cli: Cli): Command =>
  adminCommand(cli, 'bulk <action>', 'sync, pause, resume or disconnect many', async (session, command) => {
    const { id, search, provider, state, all, dryRun, yes } = optionsOf(command, {
      id: z.array(z.string()).optional(),
      search: z.string().optional(),
      provider: z.string().optional(),
      state: z.enum(['active', 'paused', 'reauthorize', 'revoked']).optional(),
      all: z.boolean().optional(),
      dryRun: z.boolean().optional(),
      yes: z.boolean().optional(),
    });
    const action = z.enum(ACTIONS).safeParse(argument(command)).data;
    if (!action) throw new Problem('config', `an action is one of ${ACTIONS.join(', ')}`);
    const filter = given({ search, provider: providerNamed(provider), state });
    const filtered = Object.keys(filter).length > 0;
    if ([id !== undefined, filtered, all === true].filter(Boolean).length !== 1)
      throw new Problem('config', 'say which: --id for each, or a filter (--search, --provider, --state), or --all');
    const asked: Asked = id ? { action, ids: id } : { action, filter };
    if (action === 'disconnect' && dryRun !== true && yes !== true && session.cli.confirm) {
      const { connections } = await move(session, asked, true);
      if (!(await session.cli.confirm(`Revoke access and delete all data of ${connections} connections?`)))
        throw new Problem('canceled', 'nothing was disconnected');
    }
    const answer = await move(session, asked, dryRun ?? false);
    session.print(answer, () => [
      answer.dry_run ? `${answer.connections} would be ${WORDS[action]}.` : `${answer.connections} ${WORDS[action]}.`,
      ...answer.left_alone.map(({ connection_id: left, reason }) => `Left alone: ${left} (${reason})`),
    ]);
  })
    .option('--id <id>', 'this one; may be given several times', collect)
    .option('--search <text>', 'those with this id, or whose reference id or provider’s user id begins so')
    .option('--provider <name>', 'those of this provider')
    .option('--state <state>', 'those that are active, paused, reauthorize or revoked')
    .option('--all', 'all of the environment')
    .option('--dry-run', 'only count')
    .option('--yes', 'do not ask');
