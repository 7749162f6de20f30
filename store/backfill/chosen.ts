/** Which connections a backfill is for, by what they are. Looked at when its windows are planned, so one of everybody does not list everybody. */
import type { ConnectionState } from '../../model/connection.js';

/** All that is given must match. */
export interface ConnectionFilter {
  /** How a reference id, or the provider's user id, begins. */
  readonly search?: string | undefined;
  readonly states?: readonly Exclude<ConnectionState, 'revoked'>[] | undefined;
  /** ISO 8601. */
  readonly connectedSince?: string | undefined;
  /** Those of whom nothing is stored. */
  readonly withoutRecords?: true | undefined;
}

/**
 * Conditions on `connection c`, each after an AND. Built of what is given, so that a search uses the indexes of prefixes.
 * @param bind numbers a value and gives its placeholder
 */
export function chosenBy(filter: ConnectionFilter | null, bind: (value: unknown) => string): string {
  const { search, states, connectedSince, withoutRecords } = filter ?? {};
  const conditions: string[] = [];
  if (search !== undefined) {
    const prefix = bind(search);
    conditions.push(`(c.reference_id COLLATE "C" ^@ ${prefix} OR c.provider_user_id COLLATE "C" ^@ ${prefix})`);
  }
  if (states !== undefined) conditions.push(`c.state = ANY (${bind(states)}::text[])`);
  if (connectedSince !== undefined) conditions.push(`c.created_at >= ${bind(connectedSince)}::timestamptz`);
  if (withoutRecords === true)
    conditions.push(`NOT EXISTS (SELECT 1 FROM record r WHERE r.connection_id = c.id AND r.deleted_at IS NULL)`);
  return conditions.map((condition) => ` AND ${condition}`).join('');
}
