/** Events: written to the queue in the transaction of their cause, so that none is lost and none is sent for what did not happen. */
import { newName, type Database } from '../store/database.js';
import type { Grants } from '../store/grants.js';
import type { Subscriptions } from './subscriptions.js';

export const EVENT_TYPES = [
  'activity.created',
  'activity.updated',
  'activity.deleted',
  'user.deauthorized',
  'user.scopes_changed',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export interface EventBody {
  readonly type: EventType;
  readonly user_id: string;
  readonly object_id: string | null;
  readonly revision: number | null;
  readonly changes: readonly string[];
}

export interface Events {
  /** Queues the event when somebody subscribed to it and the rider shares activities (or is the event's subject). @returns its id, or null. */
  emit(body: EventBody): string | null;
}

export interface EventsParts {
  readonly database: Database;
  readonly subscriptions: Subscriptions;
  readonly grants: Grants;
  readonly now: () => number;
  /** Decides when each copy of the event is due: usually once, at once (milliseconds from now). */
  readonly delays: (userId: string) => readonly number[];
  /** Called when something was queued. */
  readonly wake: () => void;
}

export function openEvents({ database, subscriptions, grants, now, delays, wake }: EventsParts): Events {
  const add = database.sql.prepare('insert into outgoing (event_id, body, due_at, attempts, claimed) values (?, ?, ?, 0, 0)');
  return {
    emit(body) {
      const subscription = subscriptions.current();
      if (!subscription?.events.includes(body.type)) return null;
      const about =
        body.type.startsWith('user.') ||
        grants.ofRider(body.user_id).some(({ scope }) => scope.split(' ').includes('activity:read'));
      if (!about) return null;
      const id = newName('evt');
      const at = now();
      const text = JSON.stringify({
        id,
        type: body.type,
        occurred_at: new Date(at).toISOString(),
        user_id: body.user_id,
        object_id: body.object_id,
        revision: body.revision,
        changes: body.changes,
      });
      for (const delay of delays(body.user_id)) add.run(id, text, at + delay);
      wake();
      return id;
    },
  };
}
