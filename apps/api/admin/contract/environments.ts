import { z } from 'zod';
import { devId, done, id, inEnvironment, inEnvironmentWith, page, pageQuery, shownInstant } from './common.js';
import { route } from '../../http/contract/route.js';

const tag = 'Environments and keys';

const reauthIds = z
  .enum(['constant', 'swapped'])
  .describe(
    'Whether somebody who connects the same account again keeps the user id; swapped = gets a new one, as in Terra’s older API.',
  );

export const environment = z
  .object({
    id,
    dev_id: devId,
    name: z.string(),
    redirect_origins: z.array(z.string()),
    reauth_ids: reauthIds,
    created_at: shownInstant,
  })
  .meta({ id: 'Environment' });

const name = z.string().trim().min(1).max(200);
const isOrigin = (text: string): boolean =>
  URL.canParse(text) && (/^https?:/.test(text) ? new URL(text).origin === text : /^[a-z][a-z0-9+.-]*:$/.test(text));
const redirectOrigins = z
  .array(
    z
      .string()
      .max(200)
      .refine(isOrigin, 'must be an origin such as https://app.example, or the scheme of a deep link such as myapp:'),
  )
  .max(50)
  .describe('Where athletes may be sent back to; empty = anywhere.');

export const createEnvironment = route({
  id: 'createEnvironment',
  method: 'POST',
  path: '/environments',
  tag,
  summary: 'Create an environment',
  status: 201,
  answer: environment,
  body: z.strictObject({
    dev_id: devId,
    name: name.optional().describe('Default: the dev-id.'),
    redirect_origins: redirectOrigins.default([]),
    reauth_ids: reauthIds.default('constant'),
  }),
});
export const listEnvironments = route({
  id: 'listEnvironments',
  method: 'GET',
  path: '/environments',
  tag,
  summary: 'List environments',
  query: pageQuery,
  answer: page(environment),
});
export const getEnvironment = route({
  id: 'getEnvironment',
  method: 'GET',
  path: '/environments/:environment',
  tag,
  summary: 'Show an environment',
  params: inEnvironment,
  answer: environment,
});
export const updateEnvironment = route({
  id: 'updateEnvironment',
  method: 'PATCH',
  path: '/environments/:environment',
  tag,
  summary: 'Change its name, where athletes may be sent back to, and whether ids stay',
  params: inEnvironment,
  answer: environment,
  body: z.strictObject({
    name: name.optional(),
    redirect_origins: redirectOrigins.optional(),
    reauth_ids: reauthIds.optional(),
  }),
});

export const apiKey = z
  .object({
    id,
    label: z.string(),
    prefix: z.string().describe('First characters of the key.'),
    created_at: shownInstant,
    expires_at: shownInstant.nullable(),
    revoked_at: shownInstant.nullable(),
    last_used_at: shownInstant.nullable().describe('To about a minute.'),
  })
  .meta({ id: 'ApiKey' });
const shownOnce = apiKey
  .extend({ key: z.string().describe('The key. It is shown this once and stored nowhere.') })
  .meta({ id: 'NewApiKey' });
const label = z.string().trim().min(1).max(100);
const withKey = inEnvironmentWith('key');

export const createKey = route({
  id: 'createKey',
  method: 'POST',
  path: '/environments/:environment/keys',
  tag,
  summary: 'Make an API key; it is shown once',
  status: 201,
  params: inEnvironment,
  answer: shownOnce,
  body: z.strictObject({ label: label.default('default') }),
});
export const listKeys = route({
  id: 'listKeys',
  method: 'GET',
  path: '/environments/:environment/keys',
  tag,
  summary: 'List API keys',
  params: inEnvironment,
  query: pageQuery,
  answer: page(apiKey),
});
export const rotateKey = route({
  id: 'rotateKey',
  method: 'POST',
  path: '/environments/:environment/keys/:key/rotate',
  tag,
  summary: 'Make a key that takes the place of this one; both work during the overlap',
  status: 201,
  params: withKey,
  answer: shownOnce,
  body: z.strictObject({
    overlap_seconds: z
      .int()
      .min(0)
      .max(30 * 86_400)
      .default(86_400)
      .describe('How long the old key goes on working (seconds).'),
  }),
});
export const revokeKey = route({
  id: 'revokeKey',
  method: 'DELETE',
  path: '/environments/:environment/keys/:key',
  tag,
  summary: 'Revoke a key; it stops working within 5 seconds',
  params: withKey,
  answer: done,
});
