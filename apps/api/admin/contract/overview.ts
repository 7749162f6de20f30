import { z } from 'zod';
import { COUNT_MOST } from '../../../../store/desk/limits.js';
import { id, inEnvironment, shownInstant } from './common.js';
import { route } from '../../http/contract/route.js';

const tag = 'Overview';
const at = '/environments/:environment';

const counted = z.int().describe(`Counted up to ${COUNT_MOST}: that figure means as many or more.`);

const attention = z
  .object({
    kind: z.enum([
      'reauthorize',
      'tokens_locked',
      'manager_login',
      'circuit_open',
      'failing',
      'destination_disabled',
      'dead_letters',
      'backfill_failed',
      'key_expires',
      'secret_rotating',
      'certificate_expires',
      'provider_limit',
      'no_provider',
      'no_destination',
    ]),
    severity: z.enum(['critical', 'warning', 'notice']),
    title: z.string().describe('One sentence: what it is about.'),
    next_step: z.string().describe('The one thing to do.'),
    count: counted,
    since: shownInstant.nullable(),
    destination_id: id.nullable(),
    provider: z.string().nullable(),
    key_id: id.nullable(),
    backfill_id: id.nullable(),
  })
  .meta({ id: 'Attention' });

export const overview = z
  .object({
    at: shownInstant,
    connections: z.object({ active: z.int(), paused: z.int(), reauthorize: z.int(), revoked: z.int() }),
    minutes: z
      .array(
        z.object({
          at: shownInstant.describe('Its first moment.'),
          rides: counted.describe('Records that were new, changed or deleted.'),
          delivered: counted,
          failed: counted.describe('Tries that failed.'),
        }),
      )
      .describe(
        `The last 60 minutes, oldest first, every one of them; the last is not over. Each figure is counted up to ${COUNT_MOST}.`,
      ),
    success_rate: z.number().nullable().describe('Of the tries within the hour: 0 to 1; null without tries.'),
    backlog: z.object({ pending: counted, oldest_pending_at: shownInstant.nullable().describe('Of those that are counted.') }),
    latency_ms: z
      .object({ p50: z.number(), p95: z.number(), p99: z.number(), deliveries: z.int().describe('How many it was taken from.') })
      .nullable()
      .describe(
        'From a provider’s notification to the end of the delivery, of the newest 500 live deliveries of the hour that a notification led to; null without any.',
      ),
    dead_letters: counted,
    destinations: z.array(
      z.object({
        id,
        name: z.string(),
        kind: z.string(),
        state: z.enum(['enabled', 'paused', 'disabled']),
        circuit: z.enum(['closed', 'open', 'half_open']),
        pending: counted,
        oldest_pending_at: shownInstant.nullable(),
        dead: counted,
      }),
    ),
    backfills: z.object({ running: z.int(), paused: z.int() }),
    attention: z.array(attention).describe('What needs a person, the most urgent first.'),
  })
  .meta({ id: 'Overview' });

export const getOverview = route({
  id: 'getOverview',
  method: 'GET',
  path: `${at}/overview`,
  tag,
  summary: 'How the environment does, and what needs a person',
  params: inEnvironment,
  answer: overview,
});

/** What the stream says, by the name of the event. */
export const liveRide = z
  .object({
    connection_id: id,
    reference_id: z.string().nullable(),
    type: z.string(),
    key: z.string(),
    revision: z.int(),
    at: shownInstant.describe('When it was stored.'),
  })
  .meta({ id: 'LiveRide' });
export const liveDelivery = z
  .object({
    delivery_id: id,
    destination_id: id,
    connection_id: id.nullable(),
    type: z.string(),
    state: z.enum(['delivered', 'dead']),
    at: shownInstant,
  })
  .meta({ id: 'LiveDelivery' });
export const liveConnection = z
  .object({
    connection_id: id,
    reference_id: z.string().nullable(),
    provider: z.string(),
    provider_title: z.string(),
    at: shownInstant,
  })
  .meta({ id: 'LiveConnection' });

export const watchEnvironment = route({
  id: 'watchEnvironment',
  method: 'GET',
  path: `${at}/live`,
  tag,
  summary: 'Follow the environment as server-sent events',
  description:
    'Events: `overview` (as getOverview answers, when it changed, every 2 seconds at most), `ride`, `delivery`, `connection` (new ones; JSON as the schemas LiveRide, LiveDelivery and LiveConnection). ' +
    'A burst is thinned out: at most 50 of each a look, which is one a second. After a break, ask the lists. A stream ends after 10 minutes, or when the operator is logged out; clients connect again.',
  params: inEnvironment,
  answer: z.object({
    overview: overview.optional(),
    ride: liveRide.optional(),
    delivery: liveDelivery.optional(),
    connection: liveConnection.optional(),
  }),
  files: { 'text/event-stream': 'Server-sent events.' },
  refusals: { 429: 'Too many listen to this environment already.' },
});
