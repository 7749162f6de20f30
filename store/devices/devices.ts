/** The devices that a manager's account sees, as they were listed last. */
import type { ConnectionId, DeviceId, EnvironmentId, ManagerAccountId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { type Page, cut } from '../control/control-store.js';
import type { Queryable } from '../database.js';

export interface Device {
  readonly id: DeviceId;
  readonly providerDeviceId: string;
  readonly name: string | null;
  readonly serialNumber: string | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

/** A device with who wears it now. */
export interface WornDevice extends Device {
  readonly connectionId: ConnectionId | null;
  readonly referenceId: string | null;
}

const COLUMNS = `d.id, d.provider_device_id AS "providerDeviceId", d.name, d.serial_number AS "serialNumber", d.first_seen_at AS "firstSeenAt", d.last_seen_at AS "lastSeenAt"`;

interface Seen {
  readonly id: string;
  readonly name: string | null;
  readonly serialNumber: string | null;
}

/** One that is not listed any more stays: it may have recorded, and be assigned. @returns how many were not known */
export async function storeDevices(
  tx: Queryable,
  owner: { readonly environmentId: EnvironmentId; readonly managerAccountId: ManagerAccountId },
  seen: readonly Seen[],
): Promise<number> {
  const once = [...new Map(seen.map((device) => [device.id, device])).values()];
  const { rows } = await tx.query<{ made: boolean }>(
    `INSERT INTO device (environment_id, manager_account_id, provider_device_id, name, serial_number)
     SELECT $1, $2, s.id, s.name, s.serial FROM unnest($3::text[], $4::text[], $5::text[]) AS s(id, name, serial)
     ON CONFLICT (manager_account_id, provider_device_id) DO UPDATE SET name = excluded.name, serial_number = excluded.serial_number, last_seen_at = now()
     RETURNING old.id IS NULL AS made`,
    [
      owner.environmentId,
      owner.managerAccountId,
      once.map(({ id }) => id),
      once.map(({ name }) => name),
      once.map(({ serialNumber }) => serialNumber),
    ],
  );
  await tx.query(`UPDATE manager_account SET devices_listed_at = now() WHERE id = $1`, [owner.managerAccountId]);
  return rows.filter(({ made }) => made).length;
}

/** Newest first, each with its athlete of this moment. */
export async function listDevices(
  db: Queryable,
  environmentId: EnvironmentId,
  managerAccountId: ManagerAccountId,
  query: { readonly after: string | null; readonly limit: number; readonly serialNumber: string | null },
): Promise<Page<WornDevice>> {
  const { rows } = await db.query<WornDevice>(
    `SELECT ${COLUMNS}, w.connection_id AS "connectionId", w.reference_id AS "referenceId"
       FROM device d
       LEFT JOIN LATERAL (
         SELECT s.connection_id, c.reference_id FROM device_assignment s JOIN connection c ON c.id = s.connection_id
          WHERE s.device_id = d.id AND s.valid_from <= now() AND (s.valid_to IS NULL OR s.valid_to > now())) w ON true
      WHERE d.environment_id = $1 AND d.manager_account_id = $2 AND ($3::uuid IS NULL OR d.id < $3) AND ($4::text IS NULL OR d.serial_number = $4)
      ORDER BY d.id DESC LIMIT $5 + 1`,
    [environmentId, managerAccountId, query.after, query.serialNumber, query.limit],
  );
  return cut(rows, query.limit);
}

/**
 * The device that a person means, by our id, the provider's or its serial number.
 * @throws Problem missing, conflict (several have that serial number)
 */
export async function deviceNamed(tx: Queryable, managerAccountId: ManagerAccountId, name: string): Promise<Device> {
  const { rows } = await tx.query<Device>(
    `SELECT ${COLUMNS} FROM device d WHERE d.manager_account_id = $1 AND (d.id::text = lower($2) OR d.provider_device_id = $2 OR d.serial_number = $2)
      ORDER BY d.id::text = lower($2) DESC, d.provider_device_id = $2 DESC, d.id LIMIT 2`,
    [managerAccountId, name],
  );
  const [first, second] = rows;
  if (!first)
    throw new Problem(
      'missing',
      `device: the manager’s account has none with the id or serial number "${name.slice(0, 60)}"; refresh the list of devices, or check it`,
    );
  const byId = first.id === name.toLowerCase() || first.providerDeviceId === name;
  if (second && !byId)
    throw new Problem('conflict', `device: several have the serial number "${name.slice(0, 60)}"; name one by its id`);
  return first;
}
