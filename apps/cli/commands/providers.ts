import type { Command } from 'commander';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import * as contract from '../../api/admin/contract/providers.js';
import { providerNamed } from './provider-named.js';
import type { Cli } from '../cli.js';
import type { Session } from '../client/session.js';
import { count } from '../output/count.js';
import { facts, table } from '../output/table.js';
import { fieldsTable } from './config-fields.js';
import { fieldsToUnset, readConfig } from './config-input.js';
import { adminCommand, argument, collect, group, optionsOf, serverCommand } from './define.js';

export const providerCommands = (cli: Cli): Command =>
  group('providers', 'providers that users of an environment can connect', [
    serverCommand(cli, 'kinds', 'kinds of provider and their fields', async (session) => {
      const kinds = await session.admin.call(contract.listProviderKinds);
      session.print(kinds, () =>
        kinds.items.flatMap((kind) => [
          `${kind.title} (${kind.provider}): ${kind.summary}`,
          `History: ${kind.max_history_days === null ? 'no limit' : `the last ${kind.max_history_days} days`}`,
          ...fieldsTable(kind.config_schema, kind.secrets),
          '',
        ]),
      );
    }),
    adminCommand(cli, 'list', 'what can be set up, and what is', async (session) => {
      const [kinds, apps] = await Promise.all([
        session.admin.call(contract.listProviderKinds),
        session.admin.call(contract.listProviderApps, { params: await session.at({}) }),
      ]);
      const known = kinds.items.map(({ provider, title, summary }) => ({
        ...{ provider, title, summary },
        app: apps.items.find((app) => app.provider === provider),
      }));
      // Of another version of the server.
      const others = apps.items
        .filter(({ provider }) => known.every((one) => one.provider !== provider))
        .map((app) => ({ provider: app.provider, title: app.title, summary: null, app }));
      session.print(apps, () =>
        table(
          [...known, ...others],
          {
            provider: ({ title }) => title,
            name: ({ provider }) => provider,
            'set up': ({ app }) => (app ? 'yes' : 'no'),
            notifies: ({ app }) => (app?.subscribed ? 'yes' : 'no'),
            about: ({ summary }) => summary,
            problem: ({ app }) => app?.config_problem?.message,
          },
          'No provider in this build.',
        ),
      );
    }),
    adminCommand(
      cli,
      'set <provider>',
      'set a provider up, or change it: --set and --unset change the fields they name; --config replaces all but the secrets it leaves out',
      async (session, command) => {
        const {
          config: file,
          set,
          unset,
        } = optionsOf(command, {
          config: z.string().optional(),
          set: z.array(z.string()).optional(),
          unset: z.array(z.string()).optional(),
        });
        const provider = providerNamed(argument(command));
        const kinds = await session.admin.call(contract.listProviderKinds);
        const kind = kinds.items.find((one) => one.provider === provider);
        if (!kind)
          throw new Problem(
            'missing',
            `there is no provider ${provider}; there are ${kinds.items.map((one) => one.provider).join(', ')}`,
          );
        const params = await session.at({ provider });
        const changed = await readConfig(file, set ?? [], kind.config_schema);
        const gone = fieldsToUnset(unset ?? [], kind.config_schema);
        const whole = file === undefined ? { ...(await current(session, provider)), ...changed } : changed;
        const config = Object.fromEntries(Object.entries(whole).filter(([field]) => !gone.includes(field)));
        const { warnings, ...app } = await session.admin.call(contract.putProviderApp, { params, body: { config } });
        session.print({ ...app, warnings }, () => [
          // Where a manager logs in no athlete is sent back to us.
          kind.access === 'manager'
            ? `${kind.title} is set up. Then: ${session.hint('devices login --username <name> --password-file <file>')}`
            : `${kind.title} is set up. Register this redirect URI there: ${app.redirect_uri}`,
          ...(app.hook_url === null || app.subscribed ? [] : [`Then: ${session.hint(`providers subscribe ${provider}`)}`]),
        ]);
        for (const warning of warnings) session.cli.err(warning);
      },
    )
      .option('--config <file>', 'JSON file of the whole config; - reads standard input')
      .option('--set <name=value>', 'one field (`providers kinds` lists them); may be repeated', collect)
      .option('--unset <field>', 'remove a field that need not be there (its default holds then); may be repeated', collect),
    adminCommand(cli, 'show <provider>', 'how it is set up; secrets masked', async (session, command) => {
      const app = await session.admin.call(contract.getProviderApp, { params: await placeOf(session, command) });
      session.print(app, () => facts(app));
    }),
    adminCommand(cli, 'subscribe <provider>', 'register our notification address there', async (session, command) => {
      const params = await placeOf(session, command);
      const app = await session.admin.call(contract.subscribeProvider, { params });
      session.print(app, () => [
        `${app.title} notifies ${params.environment} of new data from now on${app.hook_url === null ? '' : `, at ${app.hook_url}`}.`,
      ]);
    }),
    adminCommand(cli, 'unsubscribe <provider>', 'take it back; connections are polled from then on', async (session, command) => {
      const params = await placeOf(session, command);
      const app = await session.admin.call(contract.unsubscribeProvider, { params });
      session.print(app, () => [
        `${app.title} no longer notifies ${params.environment}: its connections are polled from now on.`,
      ]);
    }),
    adminCommand(cli, 'lift-limit <provider>', 'ask it again at once, although it said to wait', async (session, command) => {
      const params = await placeOf(session, command);
      const answer = await session.admin.call(contract.liftProviderLimit, { params });
      session.print(answer, () => [answer.lifted === 0 ? 'Nothing was held back.' : `Lifted ${count(answer.lifted, 'wait')}.`]);
    }),
  ]);

/** As it is shown: the server keeps a secret that comes back masked. */
async function current(session: Session, provider: string): Promise<Readonly<Record<string, unknown>>> {
  const { items } = await session.admin.call(contract.listProviderApps, { params: await session.at({}) });
  return items.find((app) => app.provider === provider)?.config ?? {};
}

const placeOf = (session: Session, command: Command) => session.at({ provider: providerNamed(argument(command)) });
