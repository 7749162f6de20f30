/** Creating, changing and deleting destinations. Opening one for writing is destinations.ts. */
import type { DestinationFormat } from '../../model/activity-format.js';
import { DESTINATION_TRANSITIONS, type DestinationState } from '../../model/destination.js';
import { type DestinationId, type EnvironmentId, newId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import type { Dialect } from '../../model/terra/index.js';
import type { Queryable } from '../database.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { writeAudit } from './audit.js';
import { type ControlStore, type ControlTransaction, isTaken } from './control-store.js';
import { destinationPlace } from './destinations.js';
import { type DestinationRow, destinations } from './entities/destination.js';
import type { Config } from './secret-config.js';

export interface DestinationFacts {
  readonly name: string;
  readonly eventTypes: string[] | null;
  readonly dialect: Dialect;
  /** Of activities. */
  readonly format: DestinationFormat;
  /** Null = no cap. */
  readonly maxPerSecond: number | null;
  readonly maxConcurrency: number | null;
  readonly config: { readonly open: Config; readonly secret: Config };
  /** Since when it signs with two secrets; null = with one. Absent = with one, or as it was. */
  readonly secretRotatedAt?: Date | null;
}

/** @throws Problem missing */
export async function getDestination(
  store: ControlStore,
  environmentId: EnvironmentId,
  id: DestinationId,
): Promise<DestinationRow> {
  const row = await store.source.getRepository(destinations).findOneBy({ id, environmentId });
  if (!row) throw missing();
  return row;
}

/** @throws Problem conflict when the name is taken. */
export async function createDestination(
  store: ControlStore,
  keys: KeyRing,
  environmentId: EnvironmentId,
  made: DestinationFacts & { kind: string },
  actor: string,
): Promise<DestinationRow> {
  const id = newId<DestinationId>();
  return named(made.name, () =>
    store.transaction(async ({ entities, tx }) => {
      await entities.insert(destinations, {
        id,
        environmentId,
        kind: made.kind,
        name: made.name,
        config: made.config.open,
        secrets: keys.sealJson(made.config.secret, destinationPlace(environmentId, id)),
        eventTypes: made.eventTypes === null ? null : [...made.eventTypes],
        dialect: made.dialect,
        format: made.format,
        maxPerSecond: made.maxPerSecond,
        maxConcurrency: made.maxConcurrency,
      });
      await writeAudit(tx, {
        environmentId,
        actor,
        action: 'destination.created',
        subject: id,
        detail: { kind: made.kind, name: made.name },
      });
      return entities.findOneByOrFail(destinations, { id });
    }),
  );
}

/**
 * @param change sees the row under its lock and says what becomes of it; a config makes the circuit close and what waits due.
 * @throws Problem missing, conflict (name)
 */
export async function updateDestination(
  store: ControlStore,
  keys: KeyRing,
  environmentId: EnvironmentId,
  id: DestinationId,
  change: (row: DestinationRow) => Partial<DestinationFacts>,
  audit: { actor: string; action: string },
): Promise<DestinationRow> {
  let name = '';
  return named(
    () => name,
    () =>
      store.transaction(async ({ entities, tx }) => {
        const row = await locked({ entities, tx }, environmentId, id);
        const to = change(row);
        name = to.name ?? row.name;
        if (Object.keys(to).length === 0) return row;
        await entities.update(
          destinations,
          { id },
          {
            name,
            eventTypes: to.eventTypes === undefined ? row.eventTypes : to.eventTypes,
            dialect: to.dialect ?? row.dialect,
            format: to.format ?? row.format,
            maxPerSecond: to.maxPerSecond === undefined ? row.maxPerSecond : to.maxPerSecond,
            maxConcurrency: to.maxConcurrency === undefined ? row.maxConcurrency : to.maxConcurrency,
            secretRotatedAt: to.secretRotatedAt === undefined ? row.secretRotatedAt : to.secretRotatedAt,
          },
        );
        // Sessions are opened with both: they are opened anew.
        if (to.config || to.maxConcurrency !== undefined)
          await entities.update(destinations, { id }, { configRevision: row.configRevision + 1 });
        if (to.config) {
          const secrets = keys.sealJson(to.config.secret, destinationPlace(environmentId, id));
          await entities.update(destinations, { id }, { config: to.config.open, secrets });
          await closeCircuit(tx, id);
        }
        await writeAudit(tx, {
          environmentId,
          actor: audit.actor,
          action: audit.action,
          subject: id,
          detail: { changed: Object.keys(to).filter((fact) => fact !== 'secretRotatedAt'), name },
        });
        return entities.findOneByOrFail(destinations, { id });
      }),
  );
}

/** Enabling closes the circuit and makes due what waited. @throws Problem missing, conflict (already so, or not from this state) */
export function moveDestination(
  store: ControlStore,
  environmentId: EnvironmentId,
  id: DestinationId,
  to: DestinationState,
  actor: string,
): Promise<DestinationRow> {
  return store.transaction(async ({ entities, tx }) => {
    const row = await locked({ entities, tx }, environmentId, id);
    const allowed: readonly string[] = DESTINATION_TRANSITIONS[row.state];
    // Resuming one that is enabled but whose circuit is open means: try it now.
    const retry = to === 'enabled' && row.state === 'enabled' && row.circuit !== 'closed';
    if (!allowed.includes(to) && !retry)
      throw new Problem('conflict', `the destination is ${row.state}${row.state === to ? ' already' : ''}`);
    await entities.update(destinations, { id }, { state: to });
    if (to === 'enabled') await closeCircuit(tx, id);
    await writeAudit(tx, {
      environmentId,
      actor,
      action: to === 'enabled' ? 'destination.resumed' : `destination.${to}`,
      subject: id,
      detail: { from: row.state },
    });
    return entities.findOneByOrFail(destinations, { id });
  });
}

/** @returns how many pending deliveries were canceled. @throws Problem missing */
export function deleteDestination(
  store: ControlStore,
  environmentId: EnvironmentId,
  id: DestinationId,
  actor: string,
): Promise<number> {
  return store.transaction(async ({ entities, tx }) => {
    const row = await locked({ entities, tx }, environmentId, id);
    const { rowCount } = await tx.query(
      `UPDATE delivery SET state = 'canceled', finished_at = now(), lease_until = NULL WHERE destination_id = $1 AND state = 'pending'`,
      [id],
    );
    await entities.delete(destinations, { id });
    await writeAudit(tx, {
      environmentId,
      actor,
      action: 'destination.deleted',
      subject: id,
      detail: { kind: row.kind, name: row.name, canceled: rowCount ?? 0 },
    });
    return rowCount ?? 0;
  });
}

async function locked(
  { entities }: ControlTransaction,
  environmentId: EnvironmentId,
  id: DestinationId,
): Promise<DestinationRow> {
  const row = await entities.findOne(destinations, { where: { id, environmentId }, lock: { mode: 'pessimistic_write' } });
  if (!row) throw missing();
  return row;
}

async function closeCircuit(tx: Queryable, id: DestinationId): Promise<void> {
  await tx.query(
    `UPDATE destination SET circuit = 'closed', failures = 0, failing_since = NULL, probe_at = NULL, problem = NULL, batch_open_at = NULL WHERE id = $1`,
    [id],
  );
  await tx.query(`UPDATE delivery SET due_at = now() WHERE destination_id = $1 AND state = 'pending' AND due_at > now()`, [id]);
}

async function named<T>(name: string | (() => string), work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isTaken(error))
      throw new Problem(
        'conflict',
        `name: there is a destination "${typeof name === 'string' ? name : name()}" in this environment already`,
      );
    throw error;
  }
}

const missing = (): Problem => new Problem('missing', 'there is no such destination in this environment');
