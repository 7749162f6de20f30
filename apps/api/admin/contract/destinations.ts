import { z } from 'zod';
import {
  config,
  done,
  eventType,
  id,
  inEnvironment,
  inEnvironmentWith,
  page,
  pageQuery,
  problem,
  shownInstant,
} from './common.js';
import { COUNT_MOST } from '../../../../store/desk/limits.js';
import { DESTINATION_FORMATS } from '../../../../model/activity-format.js';
import { DIALECTS } from '../../../../model/terra/index.js';
import { route } from '../../http/contract/route.js';

const tag = 'Destinations';

const destinationKind = z
  .object({
    kind: z.string(),
    title: z.string(),
    summary: z.string(),
    formats: z.array(z.enum(DESTINATION_FORMATS)).describe('What activities can be sent as.'),
    fields: z.array(z.object({ name: z.string(), description: z.string(), required: z.boolean(), secret: z.boolean() })),
    config_schema: config.describe('JSON Schema of `config`.'),
    example: config,
    docs_url: z.string().describe('Its page, on this server.'),
  })
  .meta({ id: 'DestinationKind' });

const dialect = z
  .enum(DIALECTS)
  .describe(
    'Which of Terra’s generations of events it hears: v2026 = today’s, v2022 = the older one (`auth` with an error, `rate_limit_hit`, `healthcheck`).',
  );

export const format = z
  .enum(DESTINATION_FORMATS)
  .describe(
    'What activities are sent as: json = Terra’s event; fit = a FIT file; fhir = a transaction Bundle of FHIR R4. Not every kind takes every format. All other events are JSON.',
  );

/** Both ends are in it. */
export const MAX_PER_SECOND = { least: 0.01, most: 100_000, whole: false } as const;
export const MAX_CONCURRENCY = { least: 1, most: 1_000, whole: true } as const;
const perSecondWords = `must be a number from ${MAX_PER_SECOND.least} to ${MAX_PER_SECOND.most}, or null for no limit`;
const concurrencyWords = `must be a whole number from ${MAX_CONCURRENCY.least} to ${MAX_CONCURRENCY.most}, or null for what its kind says`;

const maxPerSecond = z
  .number(perSecondWords)
  .min(MAX_PER_SECOND.least, perSecondWords)
  .max(MAX_PER_SECOND.most, perSecondWords)
  .nullable()
  .describe(
    'Most events a second that it is sent, by all workers together, with one second’s worth in store after a rest; a batch goes whole and is made up for after it. null = no limit.',
  );
const maxConcurrency = z
  .int(concurrencyWords)
  .min(MAX_CONCURRENCY.least, concurrencyWords)
  .max(MAX_CONCURRENCY.most, concurrencyWords)
  .nullable()
  .describe('Most writes in flight at it in one worker, where its kind does not say less. null = what its kind says.');

export const destination = z
  .object({
    id,
    kind: z.string(),
    name: z.string(),
    config: config.describe('Secrets are masked.'),
    config_revision: z.int(),
    event_types: z.array(z.string()).nullable().describe('Which events it gets; null = all.'),
    dialect,
    format,
    max_per_second: maxPerSecond,
    max_concurrency: maxConcurrency,
    state: z.enum(['enabled', 'paused', 'disabled']).describe('disabled: it failed for too long.'),
    circuit: z.enum(['closed', 'open', 'half_open']).describe('open: it fails; nothing is sent until the next probe.'),
    failures: z.int().describe('In a row.'),
    failing_since: shownInstant.nullable(),
    probe_at: shownInstant.nullable(),
    problem: problem.nullable(),
    config_problem: problem
      .nullable()
      .describe(
        'Why its config cannot be used, and what to do: its secrets do not open, for their key is gone (`config` is without them then), or its kind is unknown to this version. null = it can be used.',
      ),
    created_at: shownInstant,
    updated_at: shownInstant,
  })
  .meta({ id: 'Destination' });

const counted = z.int().describe(`Counted up to ${COUNT_MOST}: that figure means as many or more.`);
const health = z
  .object({
    delivered: z.int(),
    failed: z.int().describe('Tries that failed.'),
    success_rate: z.number().nullable().describe('Of these tries: 0 to 1; null without any.'),
    of_newest: z.int().describe('So many of its newest deliveries were looked at, at most; fewer each in a list.'),
    p50_ms: z.number().nullable().describe('Of a try.'),
    p95_ms: z.number().nullable(),
    last_delivered_at: shownInstant.nullable(),
    secret_rotating_since: shownInstant.nullable().describe('The secret before the present one still signs.'),
  })
  .describe('Tries within the hour, of the newest deliveries that were made for it.');
const backlog = z.object({ pending: counted, oldest_pending_at: shownInstant.nullable(), dead: counted });
export const checks = z.object({
  ok: z.boolean(),
  tests: z.array(z.object({ name: z.string(), ok: z.boolean(), message: z.string().optional(), action: z.string().optional() })),
});

const warnings = z
  .array(z.string())
  .describe(
    'What a person has to see to: the new config writes to another place, and what stays at the old one is out of reach of deletes.',
  );

const name = z.string().trim().min(1).max(100);
const eventTypes = z.array(eventType).min(1).max(50).nullable().describe('Which events it gets; null = all.');
const withDestination = inEnvironmentWith('destination');
const at = '/environments/:environment/destinations';

export const listDestinationKinds = route({
  id: 'listDestinationKinds',
  method: 'GET',
  path: '/destination-kinds',
  tag,
  summary: 'Which kinds of destination there are, and how each is set up',
  answer: z.object({ items: z.array(destinationKind) }),
});
export const createDestination = route({
  id: 'createDestination',
  method: 'POST',
  path: at,
  tag,
  summary: 'Create a destination',
  status: 201,
  params: inEnvironment,
  answer: destination,
  body: z.strictObject({
    kind: z.string().max(40),
    name,
    config,
    event_types: eventTypes.default(null),
    dialect: dialect.default('v2026'),
    format: format.default('json'),
    max_per_second: maxPerSecond.default(null),
    max_concurrency: maxConcurrency.default(null),
  }),
});
export const listDestinations = route({
  id: 'listDestinations',
  method: 'GET',
  path: at,
  tag,
  summary: 'List destinations',
  params: inEnvironment,
  query: pageQuery.extend({ with: z.literal('figures').optional().describe('Also `backlog` and `health` of each.') }),
  answer: page(
    destination
      .extend({
        backlog: backlog.nullable().describe('null unless asked for: `with=figures`.'),
        health: health.nullable().describe('null unless asked for: `with=figures`.'),
      })
      .meta({ id: 'ListedDestination' }),
  ),
});
export const getDestination = route({
  id: 'getDestination',
  method: 'GET',
  path: `${at}/:destination`,
  tag,
  summary: 'Show a destination and its backlog',
  params: withDestination,
  answer: destination.extend({ backlog, health }).meta({ id: 'DestinationWithBacklog' }),
});
export const updateDestination = route({
  id: 'updateDestination',
  method: 'PATCH',
  path: `${at}/:destination`,
  tag,
  params: withDestination,
  answer: destination.extend({ warnings }).meta({ id: 'DestinationChanged' }),
  summary: 'Change a destination: fields that are left out are kept, null removes one; a new config closes the circuit',
  body: z.strictObject({
    name: name.optional(),
    config: config.optional(),
    event_types: eventTypes.optional(),
    dialect: dialect.optional(),
    format: format.optional(),
    max_per_second: maxPerSecond.optional(),
    max_concurrency: maxConcurrency.optional(),
  }),
});
export const deleteDestination = route({
  id: 'deleteDestination',
  method: 'DELETE',
  path: `${at}/:destination`,
  tag,
  summary: 'Delete a destination; what is pending for it is canceled',
  params: withDestination,
  answer: z.object({ done: z.literal(true), canceled: z.int() }),
});
export const checkConfig = route({
  id: 'checkConfig',
  method: 'POST',
  path: `${at}/check`,
  tag,
  summary: 'Try a config that is not saved',
  params: inEnvironment,
  answer: checks,
  body: z.strictObject({ kind: z.string().max(40), config }),
});
export const checkDestination = route({
  id: 'checkDestination',
  method: 'POST',
  path: `${at}/:destination/check`,
  tag,
  summary: 'Try a destination, as it is or as a change of its config would make it: named tests, each with what to do',
  params: withDestination,
  answer: checks,
  body: z.strictObject({
    config: config
      .optional()
      .describe(
        'A change that is tried and not saved, as for `PATCH`: fields that are left out are those of the destination, null removes one.',
      ),
  }),
});
export const testDestination = route({
  id: 'testDestination',
  method: 'POST',
  path: `${at}/:destination/test`,
  tag,
  summary: 'Send it a `healthcheck` event',
  status: 202,
  params: withDestination,
  answer: z.object({ delivery_id: id }),
});
export const pauseDestination = route({
  id: 'pauseDestination',
  method: 'POST',
  path: `${at}/:destination/pause`,
  tag,
  summary: 'Hold back what is due',
  params: withDestination,
  answer: destination,
});
export const resumeDestination = route({
  id: 'resumeDestination',
  method: 'POST',
  path: `${at}/:destination/resume`,
  tag,
  summary: 'Enable it (again), close its circuit and catch up',
  params: withDestination,
  answer: destination,
});
export const rotateDestinationSecret = route({
  id: 'rotateDestinationSecret',
  method: 'POST',
  path: `${at}/:destination/rotate-secret`,
  tag,
  params: withDestination,
  summary: 'Sign with a new secret; the one before stays valid until it is removed',
  body: z.strictObject({ secret: z.string().min(16).max(200).optional().describe('Default: a random one.') }),
  answer: z.object({ destination, secret: z.string().describe('The new secret. It is shown this once.') }),
});
export const endDestinationRotation = route({
  id: 'endDestinationRotation',
  method: 'POST',
  path: `${at}/:destination/end-rotation`,
  tag,
  summary: 'Stop signing with the secret before',
  params: withDestination,
  answer: done,
});
