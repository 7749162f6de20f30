import type { BackfillState } from '../../../model/backfill.js';
import type { BackfillId, ConnectionId, EnvironmentId, Reference } from '../../../model/ids.js';
import type { ConnectionFilter } from '../../backfill/chosen.js';
import { entity } from './entity.js';

/** A past range being pulled. Its windows are store/backfill's. */
export interface BackfillEntity {
  readonly id: BackfillId;
  readonly environmentId: EnvironmentId;
  readonly provider: string;
  readonly types: readonly string[];
  readonly rangeStart: Date;
  readonly rangeEnd: Date;
  /** Null = all connections at the provider that match the filter. */
  readonly connectionIds: readonly ConnectionId[] | null;
  readonly filter: ConnectionFilter | null;
  readonly reference: Reference;
  readonly state: BackfillState;
  readonly windowsTotal: number;
  readonly windowsDone: number;
  readonly windowsFailed: number;
  readonly recordsFound: number;
  readonly recordsChanged: number;
  readonly requestedBy: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export const backfills = entity<BackfillEntity>('backfill', {
  id: { type: 'uuid', primary: true },
  environmentId: { type: 'uuid', name: 'environment_id' },
  provider: { type: 'text' },
  types: { type: 'text', array: true },
  rangeStart: { type: 'timestamptz', name: 'range_start' },
  rangeEnd: { type: 'timestamptz', name: 'range_end' },
  connectionIds: { type: 'uuid', array: true, name: 'connection_ids', nullable: true },
  filter: { type: 'jsonb', nullable: true },
  reference: { type: 'uuid' },
  state: { type: 'text', default: 'planned' },
  windowsTotal: { type: 'int', name: 'windows_total', default: 0 },
  windowsDone: { type: 'int', name: 'windows_done', default: 0 },
  windowsFailed: { type: 'int', name: 'windows_failed', default: 0 },
  recordsFound: { type: 'bigint', name: 'records_found', default: 0 },
  recordsChanged: { type: 'bigint', name: 'records_changed', default: 0 },
  requestedBy: { type: 'text', name: 'requested_by' },
  createdAt: { type: 'timestamptz', name: 'created_at', createDate: true },
  startedAt: { type: 'timestamptz', name: 'started_at', nullable: true },
  finishedAt: { type: 'timestamptz', name: 'finished_at', nullable: true },
});
