/** Listening to devices: which process does, and what is due because of it. */
import type { ConnectionId, DeviceId, EnvironmentId, ManagerAccountId, ProviderAppId } from '../../model/ids.js';
import { type Queryable, prepared } from '../database.js';

/** An account whose login works. */
export interface WatchingManager {
  readonly id: ManagerAccountId;
  readonly environmentId: EnvironmentId;
  readonly providerAppId: ProviderAppId;
  readonly provider: string;
  readonly configRevision: number;
}

/** A device that is this process's to listen to, until the lease ends. */
export interface Watch {
  readonly token: string;
  readonly deviceId: DeviceId;
  readonly providerDeviceId: string;
  readonly managerAccountId: ManagerAccountId;
}

/** Oldest first. Accounts whose tokens are in doubt are left out: a poll finds out. */
export async function watchingManagers(db: Queryable): Promise<readonly WatchingManager[]> {
  const { rows } = await db.query<WatchingManager>(
    `SELECT m.id, m.environment_id AS "environmentId", m.provider_app_id AS "providerAppId", a.provider, a.config_revision AS "configRevision"
       FROM manager_account m JOIN provider_app a ON a.id = m.provider_app_id WHERE m.state = 'active' AND m.refused = 0 ORDER BY m.id`,
  );
  return rows;
}

const WORN = `EXISTS (
  SELECT 1 FROM device_assignment s JOIN connection c ON c.id = s.connection_id
   WHERE s.device_id = d.id AND s.valid_from <= now() AND (s.valid_to IS NULL OR s.valid_to > now()) AND c.state = 'active')`;

/** Devices of these accounts that somebody wears now and that nobody listens to; those that nobody ever listened to first. */
export async function claimWatches(
  db: Queryable,
  managers: readonly ManagerAccountId[],
  limit: number,
  leaseMs: number,
): Promise<readonly Watch[]> {
  const { rows } = await db.query<Watch>(
    prepared(
      'watches-claim',
      `WITH free AS (
         SELECT d.id FROM device d
          WHERE d.manager_account_id = ANY($1::uuid[]) AND (d.watch_until IS NULL OR d.watch_until < now()) AND ${WORN}
          ORDER BY d.watch_until NULLS FIRST, d.id LIMIT $2 FOR NO KEY UPDATE OF d SKIP LOCKED)
       UPDATE device d SET watch_token = gen_random_uuid(), watch_until = now() + $3 * interval '1 millisecond' FROM free WHERE d.id = free.id
       RETURNING d.watch_token AS token, d.id AS "deviceId", d.provider_device_id AS "providerDeviceId", d.manager_account_id AS "managerAccountId"`,
      [managers, limit, leaseMs],
    ),
  );
  return rows;
}

/** @returns the tokens of those that go on: still ours, and somebody wears them */
export async function keepWatches(db: Queryable, tokens: readonly string[], leaseMs: number): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ token: string }>(
    prepared(
      'watches-keep',
      `UPDATE device d SET watch_until = now() + $2 * interval '1 millisecond' WHERE d.watch_token = ANY($1::uuid[]) AND ${WORN} RETURNING d.watch_token AS token`,
      [tokens, leaseMs],
    ),
  );
  return new Set(rows.map(({ token }) => token));
}

export async function endWatches(db: Queryable, tokens: readonly string[]): Promise<void> {
  await db.query(`UPDATE device SET watch_token = NULL, watch_until = NULL WHERE watch_token = ANY($1::uuid[])`, [tokens]);
}

/** A connection is looked at because of its devices at most so often. */
const SPACING = `interval '1 minute'`;
/** A sync that is under way sets the time of the next one when it ends. */
const BUSY_MS = 5_000;

/** What became of it. */
export interface Look {
  readonly connectionId: ConnectionId;
  /** It was made due now. */
  readonly isDue: boolean;
  /** When it is looked at now, or was a moment ago: how long until it may be made due (milliseconds); else 0. */
  readonly waitMs: number;
}

/** Makes a look due for everybody who has worn the device since then. One that fails, or is due anyhow, keeps its own time. */
export async function lookAtWearers(db: Queryable, deviceId: DeviceId, since: Date): Promise<readonly Look[]> {
  const { rows } = await db.query<Look>(
    prepared(
      'watches-look',
      // In the order of ids, as every change of who wears what locks them.
      `WITH wearer AS MATERIALIZED (
         SELECT c.id, c.failures = 0 AND c.next_poll_at > now() AS idle,
                CASE WHEN c.lease_until > now() THEN ${BUSY_MS} ELSE greatest(0, coalesce(extract(epoch FROM c.synced_until + ${SPACING} - now()) * 1000, 0))::int END AS wait
           FROM connection c
          WHERE c.state = 'active' AND c.id IN (
            SELECT s.connection_id FROM device_assignment s
             WHERE s.device_id = $1 AND s.valid_from <= now() AND (s.valid_to IS NULL OR s.valid_to > $2))
          ORDER BY c.id FOR NO KEY UPDATE OF c),
       due AS (
         UPDATE connection c SET next_poll_at = now() FROM wearer w WHERE c.id = w.id AND w.idle AND w.wait = 0 RETURNING c.id)
       SELECT w.id AS "connectionId", due.id IS NOT NULL AS "isDue", CASE WHEN w.idle THEN w.wait ELSE 0 END AS "waitMs"
         FROM wearer w LEFT JOIN due ON due.id = w.id`,
      [deviceId, since],
    ),
  );
  return rows;
}
