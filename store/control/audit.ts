/** Who did what when: one line for every change, written in the transaction of the change. */
import type { EnvironmentId } from '../../model/ids.js';
import type { Queryable } from '../database.js';

export interface AuditLine {
  readonly environmentId: EnvironmentId | null;
  /** An operator's name, `admin` (FREEHUB_ADMIN_TOKEN), `api:{dev-id}`, `athlete`, `freehub`; `unknown` for who was refused. */
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

/** The same line for each of many subjects. */
export async function writeAudits(tx: Queryable, line: Omit<AuditLine, 'subject'>, subjects: readonly string[]): Promise<void> {
  await tx.query(
    `INSERT INTO audit (environment_id, actor, action, subject, detail) SELECT $1, $2, $3, s.subject, $5 FROM unnest($4::text[]) AS s(subject)`,
    [line.environmentId, line.actor, line.action, subjects, JSON.stringify(line.detail ?? {})],
  );
}
