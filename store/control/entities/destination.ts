import type { DestinationFormat } from '../../../model/activity-format.js';
import type { CircuitState } from '../../../model/circuit.js';
import type { DestinationState } from '../../../model/destination.js';
import type { DestinationId, EnvironmentId } from '../../../model/ids.js';
import type { StoredProblem } from '../../../model/problem.js';
import type { Dialect } from '../../../model/terra/index.js';
import { entity } from './entity.js';

/** The driver gives `numeric` as text. */
const asNumber = {
  to: (value: number | null) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

/** Where an environment's events go. */
export interface DestinationRow {
  readonly id: DestinationId;
  readonly environmentId: EnvironmentId;
  readonly kind: string;
  readonly name: string;
  /** Without secrets. */
  readonly config: object;
  /** Sealed (store/secrets). */
  readonly secrets: Buffer;
  readonly configRevision: number;
  /** Null = all. */
  readonly eventTypes: string[] | null;
  readonly dialect: Dialect;
  /** Of activities. */
  readonly format: DestinationFormat;
  /** Events a second from all processes together; null = no limit. */
  readonly maxPerSecond: number | null;
  /** Writes in flight in one process; null = what its kind says. */
  readonly maxConcurrency: number | null;
  readonly state: DestinationState;
  readonly circuit: CircuitState;
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly probeAt: Date | null;
  readonly problem: StoredProblem | null;
  /** Since when it signs with two secrets; null = with one. */
  readonly secretRotatedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const destinations = entity<DestinationRow>('destination', {
  id: { type: 'uuid', primary: true },
  environmentId: { type: 'uuid', name: 'environment_id' },
  kind: { type: 'text' },
  name: { type: 'text' },
  config: { type: 'jsonb' },
  secrets: { type: 'bytea' },
  configRevision: { type: 'int', name: 'config_revision', default: 1 },
  eventTypes: { type: 'text', array: true, name: 'event_types', nullable: true },
  dialect: { type: 'text', default: 'v2026' },
  format: { type: 'text', default: 'json' },
  maxPerSecond: { type: 'numeric', name: 'max_per_second', nullable: true, transformer: asNumber },
  maxConcurrency: { type: 'int', name: 'max_concurrency', nullable: true },
  state: { type: 'text', default: 'enabled' },
  circuit: { type: 'text', default: 'closed' },
  failures: { type: 'int', default: 0 },
  failingSince: { type: 'timestamptz', name: 'failing_since', nullable: true },
  probeAt: { type: 'timestamptz', name: 'probe_at', nullable: true },
  problem: { type: 'jsonb', nullable: true },
  secretRotatedAt: { type: 'timestamptz', name: 'secret_rotated_at', nullable: true },
  createdAt: { type: 'timestamptz', name: 'created_at', createDate: true },
  updatedAt: { type: 'timestamptz', name: 'updated_at', updateDate: true },
});
