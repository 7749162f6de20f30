/** Of rides that are missing at the end: which are lost, and which may still come. */
import { getDestination, listDestinations } from '../../api/admin/contract/destinations.js';
import { getProviderApp } from '../../api/admin/contract/providers.js';
import type { Admin } from '../client/admin.js';
import { allOf } from '../client/pages.js';
import { ENVIRONMENT, PROVIDER } from './stage.js';
import type { MissingRides } from './tally.js';

/** What is known when the riding has ended. */
export interface Known {
  readonly interrupted: boolean;
  /** When this start's riding began. */
  readonly begunMs: number;
  /** Rides that the demo itself made in this start: each was given its time to arrive. */
  readonly made: ReadonlySet<string>;
  /** False = somebody took the subscription back: rides come by polling, minutes later. */
  readonly notified: boolean;
  /** A destination that takes nothing at the moment, or has a backlog, may still get what it lacks. */
  readonly waits: { readonly webhook: boolean; readonly sql: boolean };
}

export interface Whereabouts {
  readonly lost: { readonly webhook: readonly string[]; readonly sql: readonly string[]; readonly either: readonly string[] };
  readonly underWay: readonly string[];
}

/** Lost is only what had time to come, and has nothing left to come by. */
export function whereabouts(missing: MissingRides, { interrupted, begunMs, made, notified, waits }: Known): Whereabouts {
  // Others may ride at the last moment, or after notifications were turned off: nobody knows when theirs are due.
  const mayCome = (id: string): boolean =>
    (missing.savedAtMs.get(id) ?? 0) >= begunMs && (interrupted || !notified || !made.has(id));
  const webhook = waits.webhook ? [] : missing.webhook.filter((id) => !mayCome(id));
  const sql = waits.sql ? [] : missing.sql.filter((id) => !mayCome(id));
  const lost = new Set([...webhook, ...sql]);
  return { lost: { webhook, sql, either: [...lost] }, underWay: missing.either.filter((id) => !lost.has(id)) };
}

export const isNotified = async (admin: Admin): Promise<boolean> =>
  (await admin.call(getProviderApp, { params: { environment: ENVIRONMENT, provider: PROVIDER } })).subscribed;

/** Of the demo's two destinations. A person may have paused or deleted one. */
export async function waitingAt(admin: Admin): Promise<Known['waits']> {
  const params = { environment: ENVIRONMENT };
  const all = await allOf((query) => admin.call(listDestinations, { params, query }));
  const waits = async (kind: string): Promise<boolean> => {
    const found = await Promise.all(
      all
        .filter((one) => one.kind === kind)
        .map(({ id }) => admin.call(getDestination, { params: { ...params, destination: id } })),
    );
    return found.length === 0 || found.some(({ state, backlog }) => state !== 'enabled' || backlog.pending > 0);
  };
  return { webhook: await waits('webhook'), sql: await waits('sql') };
}
