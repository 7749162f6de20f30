/** A record that an operator deletes: as if its provider had said so. */
import { tombstone } from '../../../../activities/sync/tombstone.js';
import { PRIORITY } from '../../../../model/delivery.js';
import type { ConnectionId, DestinationId, EnvironmentId } from '../../../../model/ids.js';
import { Problem } from '../../../../model/problem.js';
import type { DataType } from '../../../../model/terra/index.js';
import { writeAudit } from '../../../../store/control/audit.js';
import type { Queryable } from '../../../../store/database.js';
import { commitSync } from '../../../../store/sync/commit.js';

export interface RecordName {
  readonly environmentId: EnvironmentId;
  readonly connectionId: ConnectionId;
  readonly type: DataType;
  readonly key: string;
}

/**
 * Its content and the answers that it was made from go; the destinations are told. One that is deleted already stays as it is.
 * @returns destinations to wake
 * @throws Problem missing when there never was one
 */
export async function deleteRecord(tx: Queryable, name: RecordName, actor: string): Promise<readonly DestinationId[]> {
  const { environmentId, connectionId, type, key } = name;
  // A sync that is storing a newer version goes first: that one is deleted then.
  const { rows } = await tx.query<{ deleted: boolean }>(
    `SELECT deleted_at IS NOT NULL AS deleted FROM record WHERE connection_id = $1 AND environment_id = $2 AND type = $3 AND record_key = $4 FOR UPDATE`,
    [connectionId, environmentId, type, key],
  );
  const gone = await tombstone(tx, connectionId, { type, id: key, revision: null }, 'answer');
  if (!rows[0] || !gone) throw new Problem('missing', `there is no ${type} "${key.slice(0, 100)}" of this user`);
  if (rows[0].deleted) return [];
  await writeAudit(tx, {
    environmentId,
    actor,
    action: 'connection.record_deleted',
    subject: connectionId,
    detail: { type, key },
  });
  const { destinationIds } = await commitSync(tx, {
    connectionId,
    environmentId,
    records: [gone],
    raws: [],
    notices: [],
    priority: PRIORITY.live,
    backfillId: null,
    covered: null,
    leaseToken: null,
    polledUntilMs: null,
    nextPollMs: null,
  });
  return destinationIds;
}
