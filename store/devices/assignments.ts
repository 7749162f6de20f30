/** Who wears which device when. Every change is one transaction with what follows from it: a look at the past that it touches, and an audit line. */
import type { AssignmentId, ConnectionId, DeviceId, EnvironmentId, ManagerAccountId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { writeAudit } from '../control/audit.js';
import { type Page, cut } from '../control/control-store.js';
import type { Queryable } from '../database.js';
import type { AthleteScope } from './athletes.js';
import type { Affected, LookScope, Wear } from './look-again.js';

export interface AssignmentRow {
  readonly id: AssignmentId;
  readonly deviceId: DeviceId;
  readonly providerDeviceId: string;
  readonly deviceName: string | null;
  readonly serialNumber: string | null;
  readonly connectionId: ConnectionId;
  readonly referenceId: string | null;
  readonly from: Date;
  /** Null = until further notice. */
  readonly to: Date | null;
  readonly createdAt: Date;
}

/** One environment's app at a manager's provider, and who changes something in it. */
export interface AssignmentScope extends AthleteScope, LookScope {
  readonly environmentId: EnvironmentId;
  readonly managerAccountId: ManagerAccountId;
  readonly provider: string;
  readonly actor: string;
}

const SELECT = `
  SELECT s.id, s.device_id AS "deviceId", d.provider_device_id AS "providerDeviceId", d.name AS "deviceName", d.serial_number AS "serialNumber",
         s.connection_id AS "connectionId", c.reference_id AS "referenceId", s.valid_from AS "from", s.valid_to AS "to", s.created_at AS "createdAt"
    FROM device_assignment s JOIN device d ON d.id = s.device_id JOIN connection c ON c.id = s.connection_id`;

export interface AssignmentFilter {
  readonly deviceId: DeviceId | null;
  readonly connectionId: ConnectionId | null;
  readonly referenceId: string | null;
  /** Worn at this moment. */
  readonly at: Date | null;
}

/** Newest made first. */
export async function listAssignments(
  db: Queryable,
  of: { readonly environmentId: EnvironmentId; readonly managerAccountId: ManagerAccountId },
  filter: AssignmentFilter,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<Page<AssignmentRow>> {
  const { rows } = await db.query<AssignmentRow>(
    `${SELECT} WHERE s.environment_id = $1 AND d.manager_account_id = $2 AND ($3::uuid IS NULL OR s.id < $3)
        AND ($4::uuid IS NULL OR s.device_id = $4) AND ($5::uuid IS NULL OR s.connection_id = $5) AND ($6::text IS NULL OR c.reference_id = $6)
        AND ($7::timestamptz IS NULL OR (s.valid_from <= $7 AND (s.valid_to IS NULL OR s.valid_to > $7)))
      ORDER BY s.id DESC LIMIT $8 + 1`,
    [of.environmentId, of.managerAccountId, after, filter.deviceId, filter.connectionId, filter.referenceId, filter.at, limit],
  );
  return cut(rows, limit);
}

/** One change at a time for each provider app: overlaps are found before they are refused, and two changes cannot lock each other out. */
export const lockAssignments = (tx: Queryable, scope: AssignmentScope): Promise<unknown> =>
  tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('assignments:' || $1, 0))`, [scope.providerAppId]);

/** @throws Problem missing */
export async function getAssignment(
  db: Queryable,
  of: { readonly environmentId: EnvironmentId; readonly managerAccountId: ManagerAccountId },
  id: AssignmentId,
): Promise<AssignmentRow> {
  const { rows } = await db.query<AssignmentRow>(
    `${SELECT} WHERE s.id = $1 AND s.environment_id = $2 AND d.manager_account_id = $3`,
    [id, of.environmentId, of.managerAccountId],
  );
  if (!rows[0]) throw new Problem('missing', 'there is no such assignment in this environment');
  return rows[0];
}

/** What an assignment is to be. */
export interface AssignmentWish {
  readonly deviceId: DeviceId;
  readonly connectionId: ConnectionId;
  readonly from: Date;
  readonly to: Date | null;
}

/** The one of that device and athlete that begins at that moment. */
export async function sameAssignment(tx: Queryable, wish: AssignmentWish): Promise<AssignmentRow | null> {
  const { rows } = await tx.query<AssignmentRow>(
    `${SELECT} WHERE s.device_id = $1 AND s.connection_id = $2 AND s.valid_from = $3`,
    [wish.deviceId, wish.connectionId, wish.from],
  );
  return rows[0] ?? null;
}

/** The device is another's in that time. */
export class Overlap extends Problem {
  constructor(readonly other: AssignmentRow) {
    super(
      'conflict',
      `the device is assigned to ${spellOf(other)} (assignment ${other.id}): end or delete that one, or choose a time that it does not touch`,
      { code: 'OVERLAP' },
    );
  }
}

/** Who has it from when to when, in words. */
export const spellOf = ({ referenceId, connectionId, from, to }: AssignmentRow): string =>
  `${referenceId ?? connectionId} from ${from.toISOString()} ${to === null ? 'until further notice' : `to ${to.toISOString()}`}`;

/** @throws Problem payload (it ends before it begins), Overlap (the device is another's in that time) */
export async function makeAssignment(
  tx: Queryable,
  scope: AssignmentScope,
  wish: AssignmentWish,
  affected: Affected,
): Promise<AssignmentRow> {
  await assertFree(tx, wish, null);
  const { rows } = await tx.query<{ id: AssignmentId }>(
    `INSERT INTO device_assignment (environment_id, device_id, connection_id, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    [scope.environmentId, wish.deviceId, wish.connectionId, wish.from, wish.to],
  );
  if (!rows[0]) throw new Error('the insert of an assignment returned no row');
  const made = await getAssignment(tx, scope, rows[0].id);
  affected.add(null, wearOf(made));
  await audit(tx, scope, 'assignment.made', made);
  return made;
}

/** @throws Problem as makeAssignment */
export async function changeAssignment(
  tx: Queryable,
  scope: AssignmentScope,
  before: AssignmentRow,
  wish: AssignmentWish,
  affected: Affected,
): Promise<AssignmentRow> {
  await assertFree(tx, wish, before.id);
  await tx.query(
    `UPDATE device_assignment SET device_id = $2, connection_id = $3, valid_from = $4, valid_to = $5, updated_at = now() WHERE id = $1`,
    [before.id, wish.deviceId, wish.connectionId, wish.from, wish.to],
  );
  const after = await getAssignment(tx, scope, before.id);
  affected.add(wearOf(before), wearOf(after));
  await audit(tx, scope, 'assignment.changed', after, { was: facts(before) });
  return after;
}

export async function removeAssignment(
  tx: Queryable,
  scope: AssignmentScope,
  row: AssignmentRow,
  affected: Affected,
): Promise<void> {
  await tx.query(`DELETE FROM device_assignment WHERE id = $1`, [row.id]);
  affected.add(wearOf(row), null);
  await audit(tx, scope, 'assignment.removed', row);
}

const wearOf = ({ deviceId, connectionId, from, to }: AssignmentRow): Wear => ({
  deviceId,
  connectionId,
  range: { startMs: from.getTime(), endMs: to === null ? Infinity : to.getTime() },
});

async function assertFree(tx: Queryable, wish: AssignmentWish, except: AssignmentId | null): Promise<void> {
  if (wish.to !== null && wish.to <= wish.from) throw new Problem('payload', 'to: must be after from');
  const { rows } = await tx.query<AssignmentRow>(
    `${SELECT} WHERE s.device_id = $1 AND ($2::uuid IS NULL OR s.id <> $2) AND tstzrange(s.valid_from, s.valid_to) && tstzrange($3::timestamptz, $4::timestamptz)
      ORDER BY s.valid_from LIMIT 1`,
    [wish.deviceId, except, wish.from, wish.to],
  );
  const other = rows[0];
  if (other) throw new Overlap(other);
}

const facts = ({ deviceId, connectionId, from, to }: AssignmentRow) => ({ device: deviceId, user: connectionId, from, to });

const audit = (
  tx: Queryable,
  { environmentId, actor, provider }: AssignmentScope,
  action: string,
  row: AssignmentRow,
  more: object = {},
): Promise<void> =>
  writeAudit(tx, { environmentId, actor, action, subject: row.id, detail: { provider, ...facts(row), ...more } });
