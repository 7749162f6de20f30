/** What the stream of an environment tells, looked at field by field: nothing vouches for it but the api's own word. */
import type { Schemas } from './client.js';
import { type Shape, figure, listOf, object, oneOf, orNull, text } from './shape.js';

export interface LiveEvents {
  readonly overview?: (overview: Schemas['Overview']) => void;
  readonly ride?: (ride: LiveRide) => void;
  readonly delivery?: (delivery: LiveDelivery) => void;
  readonly connection?: (connection: LiveConnection) => void;
}
export type LiveRide = Schemas['LiveRide'];
export type LiveDelivery = Schemas['LiveDelivery'];
export type LiveConnection = Schemas['LiveConnection'];
type Overview = Schemas['Overview'];

const isRide: Shape<LiveRide> = object({
  connection_id: text,
  reference_id: orNull(text),
  type: text,
  key: text,
  revision: figure,
  at: text,
});
const isDelivery: Shape<LiveDelivery> = object({
  delivery_id: text,
  destination_id: text,
  connection_id: orNull(text),
  type: text,
  state: oneOf('delivered', 'dead'),
  at: text,
});
const isConnection: Shape<LiveConnection> = object({
  connection_id: text,
  reference_id: orNull(text),
  provider: text,
  provider_title: text,
  at: text,
});
const isAttention: Shape<Schemas['Attention']> = object({
  kind: oneOf(
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
  ),
  severity: oneOf('critical', 'warning', 'notice'),
  title: text,
  next_step: text,
  count: figure,
  since: orNull(text),
  destination_id: orNull(text),
  provider: orNull(text),
  key_id: orNull(text),
  backfill_id: orNull(text),
});
const isOverview: Shape<Overview> = object({
  at: text,
  connections: object({ active: figure, paused: figure, reauthorize: figure, revoked: figure }),
  minutes: listOf(object({ at: text, rides: figure, delivered: figure, failed: figure })),
  success_rate: orNull(figure),
  backlog: object({ pending: figure, oldest_pending_at: orNull(text) }),
  latency_ms: orNull(object({ p50: figure, p95: figure, p99: figure, deliveries: figure })),
  dead_letters: figure,
  destinations: listOf(
    object({
      id: text,
      name: text,
      kind: text,
      state: oneOf('enabled', 'paused', 'disabled'),
      circuit: oneOf('closed', 'open', 'half_open'),
      pending: figure,
      oldest_pending_at: orNull(text),
      dead: figure,
    }),
  ),
  backfills: object({ running: figure, paused: figure }),
  attention: listOf(isAttention),
});

/** @returns false when what was told is not what this page knows under that name */
type Teller = (told: unknown, events: LiveEvents) => boolean;

const telling =
  <Told>(isKnown: Shape<Told>, listenerIn: (events: LiveEvents) => ((told: Told) => void) | undefined): Teller =>
  (told, events) => {
    if (!isKnown(told)) return false;
    listenerIn(events)?.(told);
    return true;
  };

/** By the name of the event. */
export const TELLERS: Readonly<Record<keyof LiveEvents, Teller>> = {
  overview: telling(isOverview, ({ overview }) => overview),
  ride: telling(isRide, ({ ride }) => ride),
  delivery: telling(isDelivery, ({ delivery }) => delivery),
  connection: telling(isConnection, ({ connection }) => connection),
};
