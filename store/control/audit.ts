/** Who did what when: one line for every change, written in the transaction of the change. */
import type { EnvironmentId } from '../../model/ids.js';
import type { Queryable } from '../database.js';

export interface AuditLine {
  readonly environmentId: EnvironmentId | null;
  /** `admin`, `api:{key prefix}`, `athlete`, `freehub`. */
  readonly actor: string;
  /** `destination.created`, `connection.disconnected`, … */
  readonly action: string;
  readonly subject: string;
  /** No secrets, no health data. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

export async function writeAudit(tx: Queryable, line: AuditLine): Promise<void> {
  await tx.query(`INSERT INTO audit (environment_id, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5)`, [
    line.environmentId,
    line.actor,
    line.action,
    line.subject,
    JSON.stringify(line.detail ?? {}),
  ]);
}
