/**
 * Terra's two generations of events; each destination hears one of them.
 *
 * | event                  | v2026 (today)    | v2022 (older)            |
 * |------------------------|------------------|--------------------------|
 * | `auth_cancelled`       | as it is         | `auth`, status `error`   |
 * | `connection_recovered` | as it is (ours)  | not sent                 |
 * | `rate_limit_hit`       | not sent         | as it is                 |
 * | `healthcheck`          | tests only       | as it is, every hour     |
 * | all others             | as they are      | the same                 |
 *
 * The others are alike because what the older one has more (`version`, `reference_id` at the top of `auth`) is sent in both: receivers of today
 * ignore keys that they do not know.
 */
import { type AuthErrorEvent, type FailedFlow, authErrorEvent } from './auth-events.js';
import type { EventType } from './event-types.js';
import type { StatusEvent } from './events.js';

export const DIALECTS = ['v2022', 'v2026'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** An event as some dialect says it. */
export type WireEvent = StatusEvent | AuthErrorEvent;

/** What a type is called in each dialect, where that is not its name in both; null: that dialect does not have it. */
const WIRE_TYPES: { readonly [Type in EventType]?: Readonly<Record<Dialect, EventType | null>> } = {
  auth_cancelled: { v2022: 'auth', v2026: 'auth_cancelled' },
  connection_recovered: { v2022: null, v2026: 'connection_recovered' },
  rate_limit_hit: { v2022: 'rate_limit_hit', v2026: null },
  healthcheck: { v2022: 'healthcheck', v2026: null },
};

/** The `type` that a receiver sees, which is what the filter of its destination is about. Null: not sent in that dialect. */
export const wireTypeIn = (type: EventType, dialect: Dialect): EventType | null => {
  const known = WIRE_TYPES[type];
  return known === undefined ? type : known[dialect];
};

/**
 * The body that a destination of `dialect` gets. Null: that dialect does not have the event.
 * @param flow what the older dialect says more of a failed connecting
 */
export function inDialect(event: StatusEvent, dialect: Dialect, flow: FailedFlow = {}): WireEvent | null {
  if (wireTypeIn(event.type, dialect) === null) return null;
  return event.type === 'auth_cancelled' && dialect === 'v2022' ? authErrorEvent(event, flow) : event;
}
