import { z } from 'zod';
import { isDataEventType } from '../../../../model/terra/index.js';
import {
  dryRun,
  eventType,
  id,
  inEnvironment,
  inEnvironmentWith,
  instant,
  page,
  paging,
  problem,
  shownInstant,
} from './common.js';
import { route } from '../../http/contract/route.js';

const tag = 'Deliveries';
const state = z.enum(['pending', 'delivered', 'dead', 'superseded', 'canceled']);

const line = z
  .object({
    id: id.describe('Also the trace id that receivers see.'),
    destination_id: id,
    event_id: id,
    connection_id: id.nullable(),
    reference_id: z.string().nullable().describe('The app’s own id of the athlete.'),
    type: z.string(),
    record_key: z.string().nullable(),
    revision: z.int(),
    priority: z.int().describe('0 live, 5 backfill, 7 replay.'),
    state,
    created_at: shownInstant,
    due_at: shownInstant,
    attempts: z.int().describe('Tries that its schedule has counted; a redrive begins at 0 again.'),
    finished_at: shownInstant.nullable(),
    problem: problem.nullable(),
  })
  .meta({ id: 'DeliveryLine' });

export const delivery = line
  .extend({
    record: z
      .object({
        name: z.string().nullable().describe('As its rider named it; null where nothing tells it.'),
        sport: z.string().nullable().describe('Of an activity.'),
        start_time: z.string(),
        end_time: z.string(),
        deleted: z.boolean(),
      })
      .nullable()
      .describe('The stored record that it is of, as it is now; null for an event without one, and when it is gone.'),
  })
  .meta({ id: 'Delivery' });

const exchange = z
  .object({
    line: z.string().describe('`POST https://app.example/hook`, `200`, the name of an object, …'),
    headers: z.array(z.object({ name: z.string(), value: z.string().describe('Secrets and signatures are masked.') })),
    body: z.string().nullable(),
    is_cut: z.boolean(),
  })
  .meta({ id: 'AttemptExchange' });
const attempt = z.object({
  n: z.int(),
  before_redrive: z.boolean().describe('Not among `attempts`.'),
  started_at: shownInstant,
  duration_ms: z.int(),
  ok: z.boolean(),
  code: z.string().nullable(),
  problem: problem.nullable(),
  request: exchange.nullable().describe('What was sent, without its body; null where the kind tells nothing of it.'),
  answer: exchange.nullable().describe('What came back, its body cut at 2 KB.'),
});
const details = delivery
  .extend({
    tried: z.array(attempt),
    reference: id.nullable(),
    body: z.unknown().describe('What is sent, without samples; null when it is gone.'),
    is_edited: z.boolean().describe('An operator changed what is sent.'),
  })
  .meta({ id: 'DeliveryDetails' });

const filter = {
  destination: id.optional(),
  type: eventType.optional(),
  connection: id.optional(),
  record_key: z.string().min(1).max(300).optional().describe('Of one record; give `connection` and `type` with it.'),
  since: instant.optional().describe('Made at or after this.'),
  until: instant.optional().describe('Made before this.'),
};
const counted = z.object({ dry_run: z.boolean(), deliveries: z.int() });
const withDelivery = inEnvironmentWith('delivery');
const at = '/environments/:environment/deliveries';

export const listDeliveries = route({
  id: 'listDeliveries',
  method: 'GET',
  path: at,
  tag,
  summary: 'List deliveries, newest first',
  params: inEnvironment,
  query: z.strictObject({ ...paging, ...filter, state: state.optional() }),
  answer: page(delivery),
});
export const getDelivery = route({
  id: 'getDelivery',
  method: 'GET',
  path: `${at}/:delivery`,
  tag,
  summary: 'Show a delivery: its tries and what it sends',
  params: withDelivery,
  answer: details,
});
export const redriveDelivery = route({
  id: 'redriveDelivery',
  method: 'POST',
  path: `${at}/:delivery/redrive`,
  tag,
  summary: 'Try a dead letter again',
  params: withDelivery,
  answer: delivery,
});
export const cancelDelivery = route({
  id: 'cancelDelivery',
  method: 'POST',
  path: `${at}/:delivery/cancel`,
  tag,
  summary: 'Give a pending delivery up',
  params: withDelivery,
  answer: delivery,
});
export const redriveDeliveries = route({
  id: 'redriveDeliveries',
  method: 'POST',
  path: `${at}/redrive`,
  tag,
  summary: 'Try all dead letters that match again',
  params: inEnvironment,
  body: z.strictObject({ ...filter, dry_run: dryRun }),
  answer: counted,
});

const dataType = eventType.refine(isDataEventType, 'must be a type of record, such as activity');
export const replayFilter = z
  .strictObject({
    start: instant.describe('Records that began at or after this.'),
    end: instant.optional().describe('And before this. Default: now.'),
    types: z.array(dataType).min(1).optional(),
    connection: id.optional(),
    destination: id.optional().describe('Default: all whose filter matches.'),
    max_per_second: z
      .number()
      .min(0.1)
      .max(100_000)
      .nullable()
      .default(null)
      .describe('Deliveries become due no faster than this, over all destinations; null = all at once.'),
    dry_run: dryRun,
  })
  .refine(({ start, end }) => (end === undefined ? Date.now() : Date.parse(end)) > Date.parse(start), {
    path: ['end'],
    message: 'must be after start',
  });

export const replay = route({
  id: 'replay',
  method: 'POST',
  path: '/environments/:environment/replays',
  tag,
  params: inEnvironment,
  body: replayFilter,
  summary: 'Send stored records again, after everything else that is due',
  answer: z.object({
    dry_run: z.boolean(),
    records: z.int(),
    deliveries: z.int(),
    seconds: z.number().nullable().describe('Until the last of them is due; null without a cap.'),
  }),
});

export const getDeliveryBody = route({
  id: 'getDeliveryBody',
  method: 'GET',
  path: `${at}/:delivery/body`,
  tag,
  summary: 'The whole event that a delivery sends now, with samples, as JSON',
  description:
    'As it would be sent at this moment; an edited one as it was edited. What to start from when you edit: the body of its details is without samples.',
  params: withDelivery,
  answer: z.record(z.string(), z.unknown()),
});

export const editDelivery = route({
  id: 'editDelivery',
  method: 'PUT',
  path: `${at}/:delivery/body`,
  tag,
  summary: 'Change what a dead letter sends; redrive it afterwards',
  description:
    'The whole event takes the place of what Freehub would build, so begin with `getDeliveryBody`. Only JSON events can be edited, and no part of a history request. The stored record stays as it is, and a later revision of it is sent as usual: an edited event never overwrites it.',
  params: withDelivery,
  body: z.strictObject({ body: z.record(z.string(), z.unknown()).nullable().describe('null = what Freehub builds, again.') }),
  answer: delivery,
  refusals: { 409: 'It is no dead letter, or nothing that can be edited.' },
});

/** Rows in one file. */
export const EXPORT_MOST = 100_000;
export const exportDeliveries = route({
  id: 'exportDeliveries',
  method: 'GET',
  path: '/environments/:environment/exports/deliveries',
  tag,
  summary: 'Download the list as CSV or NDJSON, newest first',
  params: inEnvironment,
  query: z.strictObject({
    ...filter,
    state: state.optional(),
    format: z.enum(['csv', 'ndjson']).default('csv'),
    limit: z.coerce.number().int().min(1).max(EXPORT_MOST).default(EXPORT_MOST),
  }),
  answer: line.describe('Each line of NDJSON.'),
  files: { 'text/csv': 'One line a delivery, with a header.', 'application/x-ndjson': 'One JSON object a line.' },
});
