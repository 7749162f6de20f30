import { z } from 'zod';
import { dryRun, id, inEnvironment, inEnvironmentWith, instant, page, paging, problem, shownInstant } from './common.js';
import { route } from '../../http/contract/route.js';

const tag = 'Backfills';
const state = z.enum(['planned', 'running', 'paused', 'canceled', 'done', 'failed']);

const filter = z.strictObject({
  search: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .refine((text) => !text.includes('\0'), 'must not hold U+0000')
    .optional()
    .describe('How a reference id or the provider’s user id begins.'),
  states: z
    .array(z.enum(['active', 'paused', 'reauthorize']))
    .min(1)
    .optional(),
  connected_since: instant.optional(),
  without_records: z.literal(true).optional().describe('Those of whom nothing is stored.'),
});

export const backfill = z
  .object({
    id,
    provider: z.string().describe('On the wire and in addresses, such as `INSIDERS`.'),
    provider_title: z.string().describe('For people.'),
    types: z.array(z.string()),
    start: shownInstant,
    end: shownInstant,
    connection_ids: z.array(id).nullable().describe('null = all at the provider that match the filter.'),
    filter: filter.nullable().describe('null = no further condition.'),
    reference: id.describe('`terra-reference` of the events that answer a request; those of other backfills have one each.'),
    state,
    windows: z.object({ total: z.int(), done: z.int(), failed: z.int(), pending: z.int() }),
    records: z.object({ found: z.int(), changed: z.int() }),
    requested_by: z.string(),
    created_at: shownInstant,
    started_at: shownInstant.nullable(),
    finished_at: shownInstant.nullable(),
  })
  .meta({ id: 'Backfill' });

const progress = backfill
  .extend({
    records_per_second: z.number().nullable().describe('Since it started, pauses included.'),
    eta_seconds: z.number().nullable().describe('At the rate so far; null when it cannot be told.'),
    pulled_back_to: shownInstant.nullable().describe('Everything newer has been pulled.'),
    failures: z
      .array(z.object({ kind: z.string(), message: z.string(), windows: z.int() }))
      .describe('Failed windows by reason.'),
    waiting: z
      .array(z.object({ kind: z.string(), message: z.string(), windows: z.int(), until: shownInstant }))
      .describe('Windows that wait for another try, by reason; until: when the first of them is tried again.'),
  })
  .meta({ id: 'BackfillProgress' });

const planned = z.object({
  dry_run: z.boolean(),
  users: z.int(),
  not_active: z.int().describe('Of these, connections that cannot be pulled now: their windows fail.'),
  windows: z.int(),
  requests: z
    .int()
    .describe(
      'Calls of the provider’s API, at the least: one for each window of a connection that is active. Each ride that is found and not held yet costs one or more besides.',
    ),
  seconds_at_budget: z
    .number()
    .nullable()
    .describe('How long these requests take at the provider’s limits, nothing else using them; null where no limit is known.'),
  backfill: backfill.nullable().describe('null for a dry run.'),
});

/** A huge range is a mistake: it plans windows by the hundred for each user. */
const MAX_DAYS = 366 * 30;
const DAY_MS = 86_400_000;
const some = z.array(z.string().min(1).max(300)).min(1).max(10_000);

export const startBackfill = z
  .strictObject({
    provider: z.string().max(40),
    connection_ids: z.array(id).min(1).max(10_000).optional().describe('Only these connections.'),
    reference_ids: some.optional().describe('Only connections with one of these.'),
    filter: filter.optional().describe('Only connections that match all that is given.'),
    all: z.literal(true).optional().describe('All connections at the provider.'),
    start: instant,
    end: instant.optional().describe('Default: now.'),
    types: z.array(z.string().max(40)).min(1).max(10).optional().describe('Default: all that the provider has.'),
    dry_run: dryRun,
  })
  .check((context) => {
    const { start, end, connection_ids, reference_ids, filter, all } = context.value;
    const fault = (field: string, message: string): void =>
      void context.issues.push({ code: 'custom', path: [field], message, input: context.value });
    if ([connection_ids, reference_ids, filter, all].filter((given) => given !== undefined).length !== 1)
      fault('all', 'give exactly one of connection_ids, reference_ids, filter and all: true');
    const startMs = Date.parse(start);
    const endMs = end === undefined ? Date.now() : Date.parse(end);
    if (endMs <= startMs)
      fault(end === undefined ? 'start' : 'end', end === undefined ? 'must be in the past' : 'must be after start');
    else if (endMs > Date.now() + DAY_MS) fault('end', 'must not be in the future');
    else if (endMs - startMs > MAX_DAYS * DAY_MS) fault('start', `must be at most ${MAX_DAYS} days before end`);
  });

const withBackfill = inEnvironmentWith('backfill');
const at = '/environments/:environment/backfills';

export const createBackfill = route({
  id: 'createBackfill',
  method: 'POST',
  path: at,
  tag,
  summary: 'Pull a past range for one, many or all users',
  status: 201,
  params: inEnvironment,
  body: startBackfill,
  answer: planned,
});
export const listBackfills = route({
  id: 'listBackfills',
  method: 'GET',
  path: at,
  tag,
  summary: 'List backfills, newest first',
  params: inEnvironment,
  query: z.strictObject({ ...paging, state: state.optional() }),
  answer: page(backfill),
});
export const getBackfill = route({
  id: 'getBackfill',
  method: 'GET',
  path: `${at}/:backfill`,
  tag,
  summary: 'Show a backfill’s progress',
  params: withBackfill,
  answer: progress,
});
export const pauseBackfill = route({
  id: 'pauseBackfill',
  method: 'POST',
  path: `${at}/:backfill/pause`,
  tag,
  summary: 'Stop claiming windows',
  params: withBackfill,
  answer: backfill,
});
export const resumeBackfill = route({
  id: 'resumeBackfill',
  method: 'POST',
  path: `${at}/:backfill/resume`,
  tag,
  summary: 'Go on',
  params: withBackfill,
  answer: backfill,
});
export const cancelBackfill = route({
  id: 'cancelBackfill',
  method: 'POST',
  path: `${at}/:backfill/cancel`,
  tag,
  summary: 'End it; what was pulled stays',
  params: withBackfill,
  answer: backfill,
});
export const retryBackfill = route({
  id: 'retryBackfill',
  method: 'POST',
  path: `${at}/:backfill/retry`,
  tag,
  params: withBackfill,
  status: 201,
  summary: 'Try its failed windows again: in place while it runs, as a new backfill when it is over',
  answer: z.object({ windows: z.int(), backfill }),
});

export const listBackfillWindows = route({
  id: 'listBackfillWindows',
  method: 'GET',
  path: `${at}/:backfill/windows`,
  tag,
  summary: 'List the windows of a backfill, newest range first',
  params: withBackfill,
  query: z.strictObject({
    after: z.string().max(200).optional().describe('`next` of the page before.'),
    limit: paging.limit,
    state: z.enum(['pending', 'done', 'failed']).optional(),
  }),
  answer: page(
    z
      .object({
        id: z.string(),
        connection_id: id,
        reference_id: z.string().nullable(),
        type: z.string(),
        start: shownInstant,
        end: shownInstant,
        state: z.enum(['pending', 'done', 'failed']),
        attempts: z.int(),
        records: z.object({ found: z.int(), changed: z.int() }),
        due_at: shownInstant,
        problem: problem.nullable(),
      })
      .meta({ id: 'BackfillWindow' }),
  ),
});
