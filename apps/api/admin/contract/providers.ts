import { z } from 'zod';
import { config, id, inEnvironment, ofProvider, problem, shownInstant } from './common.js';
import { route } from '../../http/contract/route.js';

const tag = 'Providers';

const providerKind = z
  .object({
    provider: z.string(),
    title: z.string(),
    summary: z.string(),
    types: z.array(z.string()),
    webhook: z.enum(['none', 'thin', 'full']),
    access: z.enum(['athlete', 'manager']).describe('`manager`: one account reads, devices are assigned to athletes.'),
    max_history_days: z.int().nullable().describe('How far back it gives data; null = no limit.'),
    secrets: z.array(z.string()),
    config_schema: config.describe('JSON Schema of `config`.'),
    example: config,
    sandbox: config.nullable().describe('A config for the sandbox that runs beside this server; null when none does.'),
  })
  .meta({ id: 'ProviderKind' });

export const providerApp = z
  .object({
    id,
    provider: z.string().describe('On the wire and in addresses, such as `INSIDERS`.'),
    title: z.string().describe('For people.'),
    config: config.describe('Secrets are masked.'),
    config_revision: z.int(),
    config_problem: problem
      .nullable()
      .describe(
        'Why its config cannot be used, and what to do: its secrets do not open, for their key is gone (`config` is without them then), its config does not fit this version, or this version does not know the provider. null = it can be used.',
      ),
    redirect_uri: z.string().describe('Register this with the provider.'),
    hook_url: z.string().nullable().describe('Where the provider’s notifications go; null when it sends none.'),
    subscribed: z.boolean(),
    subscribed_elsewhere: z
      .string()
      .nullable()
      .describe(
        'While not `subscribed`: the dev-id of another environment of this server that is notified for the same application. null = there is none.',
      ),
    scopes: z.string().describe('What athletes are asked for; empty while its config cannot be used.'),
    connections: z.int().describe('Counted up to 10,000.'),
    budgets: z
      .array(
        z.object({
          name: z.string(),
          capacity: z.number().describe('Calls in one period.'),
          period_seconds: z.number(),
          used: z.number().describe('Of `capacity`, as far as it has not come back yet; `left` is the rest.'),
          left: z.number(),
          full_in_seconds: z.int().describe('Until all of it is left again, if nothing more is called; 0 = it is.'),
          blocked_until: shownInstant.nullable().describe('The provider said to wait (429).'),
        }),
      )
      .describe(
        'How much of its rate limits is used, those of the whole app. What was used comes back evenly, `capacity` in a period. None while its config cannot be used.',
      ),
    created_at: shownInstant,
    updated_at: shownInstant,
  })
  .meta({ id: 'ProviderApp' });

export const listProviderKinds = route({
  id: 'listProviderKinds',
  method: 'GET',
  path: '/providers',
  tag,
  summary: 'Which providers there are, and how each is set up',
  answer: z.object({ items: z.array(providerKind) }),
});
export const listProviderApps = route({
  id: 'listProviderApps',
  method: 'GET',
  path: '/environments/:environment/providers',
  tag,
  summary: 'List the providers of an environment',
  params: inEnvironment,
  answer: z.object({ items: z.array(providerApp) }),
});
export const putProviderApp = route({
  id: 'putProviderApp',
  method: 'PUT',
  path: '/environments/:environment/providers/:provider',
  tag,
  summary: 'Set a provider up; secrets that are left out are kept',
  params: ofProvider,
  answer: providerApp
    .extend({
      warnings: z.array(z.string()).describe('What a person has to see to: what was lost with secrets that do not open.'),
    })
    .meta({ id: 'ProviderAppChanged' }),
  body: z.strictObject({ config }),
});
export const getProviderApp = route({
  id: 'getProviderApp',
  method: 'GET',
  path: '/environments/:environment/providers/:provider',
  tag,
  summary: 'Show how a provider is set up',
  params: ofProvider,
  answer: providerApp,
});
export const subscribeProvider = route({
  id: 'subscribeProvider',
  method: 'POST',
  path: '/environments/:environment/providers/:provider/subscribe',
  tag,
  summary: 'Register the notification address with the provider',
  params: ofProvider,
  answer: providerApp,
});
export const unsubscribeProvider = route({
  id: 'unsubscribeProvider',
  method: 'POST',
  path: '/environments/:environment/providers/:provider/unsubscribe',
  tag,
  summary: 'Take the notification address back; connections are polled from then on',
  params: ofProvider,
  answer: providerApp,
});
export const liftProviderLimit = route({
  id: 'liftProviderLimit',
  method: 'POST',
  path: '/environments/:environment/providers/:provider/lift-limit',
  tag,
  summary: 'Ask again at once, although the provider said to wait (429)',
  params: ofProvider,
  answer: z.object({ lifted: z.int().describe('How many of its budgets were held back.') }),
});
