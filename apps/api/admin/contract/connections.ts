import { z } from 'zod';
import { done, dryRun, id, inEnvironment, inEnvironmentWith, page, paging, problem, shownInstant } from './common.js';
import { route } from '../../http/contract/route.js';

const tag = 'Connections';
const state = z.enum(['active', 'paused', 'reauthorize', 'revoked']);

export const connection = z
  .object({
    id: id.describe('Terra’s `user_id`.'),
    provider: z.string().describe('On the wire and in addresses, such as `INSIDERS`.'),
    provider_title: z.string().describe('For people.'),
    provider_user_id: z.string(),
    reference_id: z.string().nullable(),
    state,
    scopes: z.string(),
    created_at: shownInstant,
    last_webhook_update: shownInstant.nullable(),
    last_polled_at: shownInstant.nullable(),
    next_poll_at: shownInstant,
    most_recent_data_at: shownInstant.nullable(),
    failures: z.int(),
    problem: problem.nullable(),
  })
  .meta({ id: 'Connection' });

const details = connection
  .extend({
    credential: z
      .object({ access_expires_at: shownInstant, refusals: z.int().describe('Refreshes refused in a row.') })
      .nullable(),
    coverage: z.array(z.object({ type: z.string(), days: z.int(), first_day: z.string(), last_day: z.string() })),
    records: z.array(z.object({ type: z.string(), count: z.int(), deleted: z.int(), newest_at: shownInstant.nullable() })),
    pending_notices: z.int(),
    workflow_url: z.string().nullable().describe('Its workflow in the web UI of Temporal; null when that is not known.'),
  })
  .meta({ id: 'ConnectionDetails' });

const withConnection = inEnvironmentWith('connection');
const at = '/environments/:environment/connections';

const search = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .refine((value) => value.isWellFormed() && !value.includes('\0'), 'must not hold U+0000 or half of a surrogate pair')
  .describe('An id, or how a reference id or the provider’s user id begins.');
/** A search goes on by what it found, which is no id. */
const cursor = z.string().max(2_000).optional().describe('`next` of the page before.');

const redirect = z.string().max(2_000);
export const createConnectLink = route({
  id: 'createConnectLink',
  method: 'POST',
  path: '/environments/:environment/connect-links',
  tag,
  summary: 'Make a link with which an athlete connects an account',
  status: 201,
  params: inEnvironment,
  body: z.strictObject({
    reference_id: z
      .string()
      .min(1)
      .max(300)
      .refine((value) => value.isWellFormed(), 'must not hold half of a surrogate pair')
      .optional()
      .describe('The app’s own id of the athlete.'),
    providers: z.array(z.string().max(40)).max(20).default([]).describe('Which to offer; default: all that are set up.'),
    success_url: redirect.optional().describe('Where the athlete goes afterwards.'),
    failure_url: redirect.optional().describe('Where the athlete goes when it fails.'),
  }),
  answer: z.object({ id, url: z.url().describe('Open it in a browser.'), expires_in: z.int().describe('Seconds.') }),
});
export const listConnections = route({
  id: 'listConnections',
  method: 'GET',
  path: at,
  tag,
  summary: 'List connections, newest first',
  description:
    'With `search`: the one with that id, then those by reference id, then those by the provider’s user id, each in the order of these.',
  params: inEnvironment,
  answer: page(connection),
  query: z.strictObject({
    ...paging,
    after: cursor,
    reference_id: z.string().max(300).optional(),
    search: search.optional(),
    provider: z.string().max(40).optional(),
    state: state.optional(),
  }),
});
export const getConnection = route({
  id: 'getConnection',
  method: 'GET',
  path: `${at}/:connection`,
  tag,
  summary: 'Show a connection: access, coverage, problem',
  params: withConnection,
  answer: details,
});
export const syncConnection = route({
  id: 'syncConnection',
  method: 'POST',
  path: `${at}/:connection/sync`,
  tag,
  summary: 'Sync now',
  status: 202,
  params: withConnection,
  answer: done,
});
export const pauseConnection = route({
  id: 'pauseConnection',
  method: 'POST',
  path: `${at}/:connection/pause`,
  tag,
  summary: 'Stop syncing; notifications wait',
  params: withConnection,
  answer: connection,
});
export const resumeConnection = route({
  id: 'resumeConnection',
  method: 'POST',
  path: `${at}/:connection/resume`,
  tag,
  summary: 'Sync again',
  params: withConnection,
  answer: connection,
});
export const disconnectConnection = route({
  id: 'disconnectConnection',
  method: 'DELETE',
  path: `${at}/:connection`,
  tag,
  summary: 'Disconnect: revoke at the provider, delete all data, tell the app',
  params: withConnection,
  answer: done,
});

export const MOST_MOVED = 10_000;
/** Each is revoked at the provider, and what is being sent of it is waited for. */
export const MOST_DISCONNECTED = 100;
export const moveConnections = route({
  id: 'moveConnections',
  method: 'POST',
  path: `${at}/bulk`,
  tag,
  summary: 'Sync, pause, resume or disconnect many connections',
  description: `Those that match and whose state allows it, at most ${MOST_MOVED} a call (disconnect: ${MOST_DISCONNECTED}); \`next\` goes on with more.`,
  params: inEnvironment,
  body: z
    .strictObject({
      action: z.enum(['sync', 'pause', 'resume', 'disconnect']),
      ids: z.array(id).min(1).max(MOST_MOVED).optional(),
      filter: z
        .strictObject({ search: search.optional(), provider: z.string().max(40).optional(), state: state.optional() })
        .optional()
        .describe('As for the list; empty = all.'),
      after: cursor.describe('`next` of the call before, with the same filter.'),
      dry_run: dryRun,
    })
    .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), {
      path: ['ids'],
      error: 'give either ids or filter',
    })
    .refine(({ action, ids }) => action !== 'disconnect' || (ids?.length ?? 0) <= MOST_DISCONNECTED, {
      path: ['ids'],
      error: `must be ${MOST_DISCONNECTED} at most for disconnect`,
    }),
  answer: z.object({
    dry_run: z.boolean(),
    connections: z.int().describe('Those that it was done to, or would be.'),
    left_alone: z
      .array(z.object({ connection_id: id, reason: z.string() }))
      .describe('Those that match and whose state does not allow it, or with which it failed; the first 100.'),
    more: z.boolean().describe('There are further ones: call again with `next` as `after`.'),
    next: z.string().nullable(),
  }),
});
