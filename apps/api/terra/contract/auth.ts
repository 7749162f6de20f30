/** Connecting and disconnecting. */
import { z } from 'zod';
import { route } from '../../http/contract/route.js';
import { NO_USER, anyBody, anyQuery, done, referenceId, success, text, userId } from './common.js';

const tag = 'Authentication';
const common = {
  reference_id: referenceId.nullish(),
  language: text(20).nullish().describe('Of the page, such as `en`.'),
  auth_success_redirect_url: text(2_000)
    .nullish()
    .describe('Where the athlete goes afterwards; `user_id`, `resource` and `reference_id` are appended.'),
  auth_failure_redirect_url: text(2_000)
    .nullish()
    .describe(
      'Where the athlete goes when it fails; `reason` (`access_denied`, `scope`, `provider_error`, or another word), `resource` and `reference_id` are appended.',
    ),
};

/** A POST without a body is one with nothing in it. */
const orNothing = <Schema extends z.ZodType>(schema: Schema) => schema.optional();

export const generateWidgetSession = route({
  id: 'generateWidgetSession',
  method: 'POST',
  path: '/auth/generateWidgetSession',
  tag,
  summary: 'A link for an athlete to choose a provider and connect',
  query: anyQuery,
  body: orNothing(
    z.looseObject({
      ...common,
      providers: text(2_000)
        .nullish()
        .describe('Which to offer, with commas; default: all that are set up.')
        .meta({ examples: ['INSIDERS'] }),
    }),
  ),
  answer: z.object({
    status: success,
    session_id: z.uuid(),
    url: z.url().describe('Open it in a browser.'),
    expires_in: z
      .int()
      .describe('Seconds.')
      .meta({ examples: [900] }),
  }),
});

export const authenticateUser = route({
  id: 'authenticateUser',
  method: 'POST',
  path: '/auth/authenticateUser',
  tag,
  summary: 'A link straight to one provider; the user’s id is known before the athlete agrees',
  query: anyQuery.extend({
    resource: text(40)
      .optional()
      .describe('The provider; here or in the body.')
      .meta({ examples: ['INSIDERS'] }),
  }),
  body: orNothing(z.looseObject({ ...common, resource: text(40).nullish().describe('The provider, if not in the query.') })),
  answer: z.object({
    status: success,
    user_id: z.uuid().describe('The id that the user will have. An athlete who was connected before may keep an older one.'),
    auth_url: z.url().describe('Send the athlete there.'),
  }),
});

const token = z.object({
  status: success,
  token: z.string().describe('Opens one link, once: `/connect/token/{token}`.'),
  expires_in: z
    .int()
    .describe('Seconds.')
    .meta({ examples: [180] }),
});

export const generateAuthToken = route({
  id: 'generateAuthToken',
  method: 'POST',
  path: '/auth/generateAuthToken',
  tag,
  summary: 'A token for one connection, for apps on a phone',
  query: anyQuery,
  body: anyBody,
  answer: token,
});

export const makeToken = route({
  id: 'makeToken',
  method: 'POST',
  path: '/auth/tokens',
  tag,
  summary: 'The same, bound to a reference id',
  query: anyQuery.extend({ reference_id: referenceId.optional() }),
  body: anyBody,
  answer: token,
});

export const deauthenticateUser = route({
  id: 'deauthenticateUser',
  method: 'DELETE',
  path: '/auth/deauthenticateUser',
  tag,
  summary: 'Disconnect a user: revoke at the provider, delete all data, send `deauth`',
  query: anyQuery.extend({ user_id: userId }),
  body: anyBody,
  answer: done,
  refusals: { 404: NO_USER },
});
