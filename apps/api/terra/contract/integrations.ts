/** Which providers there are. Needs no credentials. */
import { z } from 'zod';
import { route } from '../../http/contract/route.js';
import { anyQuery, flag, success } from './common.js';

const tag = 'Integrations';
const slugs = z.array(z.string()).meta({ examples: [['INSIDERS']] });

export const listIntegrations = route({
  id: 'listIntegrations',
  method: 'GET',
  path: '/integrations',
  tag,
  summary: 'Which providers there are',
  query: anyQuery,
  answer: z.object({
    status: success,
    providers: slugs,
    sdk_providers: slugs.describe('Reached through a phone; there are none.'),
    sdk_resource: slugs.describe('Older name of the same.'),
  }),
  open: true,
});

const provided = z.boolean();
export const listDetailedIntegrations = route({
  id: 'listDetailedIntegrations',
  method: 'GET',
  path: '/integrations/detailed',
  tag,
  summary: 'The providers with what they deliver; with `dev-id`, those that the environment has set up',
  query: anyQuery.extend({ sdk: flag(false, 'Also those that are reached through a phone; there are none.') }),
  answer: z.object({
    status: success,
    providers: z.array(
      z.object({
        provider: z.string(),
        name: z.string(),
        icon: z.string().describe('Address of a picture.'),
        setup: z.string(),
        enabled: z.boolean(),
        types: z.object({
          activity: provided,
          athlete: provided,
          body: provided,
          daily: provided,
          menstruation: provided,
          nutrition: provided,
          sleep: provided,
        }),
      }),
    ),
  }),
  refusals: { 404: 'No environment has this `dev-id`.' },
  open: true,
});
