/** Looking through the audit log. */
import type { EnvironmentId } from '../../model/ids.js';
import type { Queryable } from '../database.js';
import { uuidBound } from '../partitions.js';
import { type Page, cut } from './control-store.js';

/** Who did what when. Written by audit.ts, never changed. */
export interface AuditRow {
  readonly id: string;
  readonly environmentId: EnvironmentId | null;
  /** Its dev-id. */
  readonly environment: string | null;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

export interface AuditFilter {
  readonly actor?: string | undefined;
  /** How it begins. */
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  /** At or after this (Unix milliseconds). */
  readonly sinceMs?: number | undefined;
  /** Before this (Unix milliseconds). */
  readonly untilMs?: number | undefined;
}

/** A line's id is made when it is written, its time is when the transaction began: no transaction of ours takes so long. */
const LONGEST_TRANSACTION_MS = 3_600_000;

const prefixPattern = (text: string): string => `${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Newest first. @param environmentId null = of all environments, and of none */
export async function listAudit(
  db: Queryable,
  environmentId: EnvironmentId | null,
  { actor, action, subject, sinceMs, untilMs }: AuditFilter,
  { after, limit }: { after: string | null; limit: number },
): Promise<Page<AuditRow>> {
  const values: unknown[] = [limit + 1];
  const conditions: string[] = [];
  const where = (condition: string, value: unknown): void => {
    values.push(value);
    conditions.push(`${condition} $${values.length}`);
  };
  if (environmentId !== null) where('environment_id =', environmentId);
  if (actor !== undefined) where('actor =', actor);
  if (subject !== undefined) where('subject =', subject);
  if (action !== undefined) where('action LIKE', prefixPattern(action));
  if (after !== null) where('id <', after);
  // The ids cut off what need not be read; the time itself decides.
  if (sinceMs !== undefined) {
    where('id >=', uuidBound(Math.max(0, sinceMs)));
    where('at >=', new Date(sinceMs));
  }
  if (untilMs !== undefined) {
    where('id <', uuidBound(Math.max(0, untilMs + LONGEST_TRANSACTION_MS)));
    where('at <', new Date(untilMs));
  }
  const { rows } = await db.query<AuditRow>(
    `SELECT a.id, a.environment_id AS "environmentId", e.dev_id AS environment, a.actor, a.action, a.subject, a.detail, a.at
       FROM (SELECT * FROM audit ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`} ORDER BY id DESC LIMIT $1) a
       LEFT JOIN environment e ON e.id = a.environment_id
      ORDER BY a.id DESC`,
    values,
  );
  return cut(rows, limit);
}
