/** What lines of the audit log are about, by the names of today. */
import { type EnvironmentId, isUuid } from '../../model/ids.js';
import type { Queryable } from '../database.js';

export const SUBJECT_KINDS = [
  'connection',
  'destination',
  'delivery',
  'backfill',
  'key',
  'provider',
  'assignment',
  'environment',
  'operator',
] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export interface Subject {
  /** Null = it is gone, and its last line tells the name. */
  readonly kind: SubjectKind | null;
  /** Of a provider app, its provider. */
  readonly name: string;
}

interface Told {
  readonly environmentId: EnvironmentId | null;
  readonly subject: string;
}

/** `s.id` in `s.env`: each by its key, and only where the line was written, so that no name leaves its environment. */
const KINDS: Readonly<Record<SubjectKind, string>> = {
  connection: `SELECT coalesce(reference_id, provider_user_id) FROM connection WHERE id = s.id AND environment_id = s.env`,
  destination: `SELECT name FROM destination WHERE id = s.id AND environment_id = s.env`,
  delivery: `SELECT concat_ws(' to ', d.type, (SELECT name FROM destination WHERE id = d.destination_id)) FROM delivery d WHERE d.id = s.id AND d.environment_id = s.env`,
  backfill: `SELECT array_to_string(types, ', ') || ' since ' || to_char(range_start AT TIME ZONE 'UTC', 'YYYY-MM-DD') FROM backfill WHERE id = s.id AND environment_id = s.env`,
  key: `SELECT coalesce(nullif(label, ''), prefix) FROM api_key WHERE id = s.id AND environment_id = s.env`,
  provider: `SELECT provider FROM provider_app WHERE environment_id = s.env AND (id = s.id OR id = (SELECT provider_app_id FROM manager_account WHERE id = s.id))`,
  assignment: `SELECT coalesce(d.name, d.serial_number, d.provider_device_id) || ' to ' || coalesce(c.reference_id, c.provider_user_id)
                 FROM device_assignment a JOIN device d ON d.id = a.device_id JOIN connection c ON c.id = a.connection_id
                WHERE a.id = s.id AND a.environment_id = s.env`,
  environment: `SELECT dev_id FROM environment WHERE id = s.id AND id = s.env`,
  operator: `SELECT name FROM operator WHERE id = s.id AND s.env IS NULL`,
};

const GONE = `SELECT a.detail ->> 'name' FROM (SELECT detail, action FROM audit WHERE subject = s.id::text ORDER BY id DESC LIMIT 1) a
               WHERE a.action = 'destination.deleted'`;

/** The first that is found ends the search. */
const SUBJECTS = `
  SELECT s.id, t.kind, t.name FROM unnest($1::uuid[], $2::uuid[]) AS s(id, env)
   CROSS JOIN LATERAL (
     SELECT * FROM (${Object.entries(KINDS)
       .map(([kind, name]) => `SELECT '${kind}' AS kind, (${name}) AS name`)
       .join(' UNION ALL ')} UNION ALL SELECT NULL, (${GONE})) each WHERE each.name IS NOT NULL LIMIT 1) t`;

/** Of the lines of one page, in one question by keys; those that are gone are left out. */
export async function subjectsOf(db: Queryable, lines: readonly Told[]): Promise<ReadonlyMap<string, Subject>> {
  const asked = new Map(
    lines.filter(({ subject }) => isUuid(subject)).map((line) => [`${line.environmentId ?? ''} ${line.subject}`, line]),
  );
  if (asked.size === 0) return new Map();
  const { rows } = await db.query<Subject & { id: string }>(SUBJECTS, [
    [...asked.values()].map(({ subject }) => subject),
    [...asked.values()].map(({ environmentId }) => environmentId),
  ]);
  return new Map(rows.map(({ id, kind, name }) => [id, { kind, name }]));
}
