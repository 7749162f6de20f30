/** Destinations with their secrets opened, for those who write to them. */
import { z } from 'zod';
import type { DestinationFormat } from '../../model/activity-format.js';
import type { CircuitState } from '../../model/circuit.js';
import type { DestinationId, EnvironmentId } from '../../model/ids.js';
import { type Queryable, prepared } from '../database.js';
import type { KeyRing, SecretPlace } from '../secrets/key-ring.js';

export interface OpenDestination {
  readonly id: DestinationId;
  readonly environmentId: EnvironmentId;
  readonly kind: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly configRevision: number;
  readonly state: 'enabled' | 'paused' | 'disabled';
  readonly circuit: CircuitState;
  /** It failed lately: a success is news. */
  readonly troubled: boolean;
  /** Events a second over all processes; null = no limit. */
  readonly maxPerSecond: number | null;
  /** Writes in flight in one process; null = what its kind says. */
  readonly maxConcurrency: number | null;
  /** What it is sent activities as. */
  readonly format: DestinationFormat;
}

export const destinationPlace = (environmentId: EnvironmentId, id: DestinationId): SecretPlace => ({
  environmentId,
  entity: `destination:${id}`,
  field: 'secrets',
  version: 1,
});

const OBJECT = z.record(z.string(), z.unknown());

interface Row {
  readonly id: DestinationId;
  readonly environment_id: EnvironmentId;
  readonly kind: string;
  readonly name: string;
  readonly config: unknown;
  readonly secrets: Buffer;
  readonly config_revision: number;
  readonly state: OpenDestination['state'];
  readonly circuit: CircuitState;
  readonly failures: number;
  readonly max_per_second: number | null;
  readonly max_concurrency: number | null;
  readonly format: DestinationFormat;
}

/**
 * @param known what was read before: its config is taken over while the revision is the same (opening costs more than reading).
 * @returns null when it is gone. @throws Problem config when its secrets do not open.
 */
export async function openDestination(
  db: Queryable,
  keys: KeyRing,
  id: DestinationId,
  known: OpenDestination | null = null,
): Promise<OpenDestination | null> {
  const { rows } = await db.query<Row>(
    prepared(
      'destination-open',
      `SELECT id, environment_id, kind, name, config, secrets, config_revision, state, circuit, failures, max_per_second::float8, max_concurrency, format FROM destination WHERE id = $1`,
      [id],
    ),
  );
  const row = rows[0];
  if (!row) return null;
  return {
    id: row.id,
    environmentId: row.environment_id,
    kind: row.kind,
    name: row.name,
    config: known?.configRevision === row.config_revision ? known.config : openConfig(keys, row),
    configRevision: row.config_revision,
    state: row.state,
    circuit: row.circuit,
    troubled: row.failures > 0 || row.circuit !== 'closed',
    maxPerSecond: row.max_per_second,
    maxConcurrency: row.max_concurrency,
    format: row.format,
  };
}

const openConfig = (keys: KeyRing, row: Row): OpenDestination['config'] => ({
  ...OBJECT.parse(row.config),
  ...OBJECT.parse(keys.openJson(row.secrets, destinationPlace(row.environment_id, row.id))),
});
