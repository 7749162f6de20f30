/**
 * Pages of deliveries by any filter. A *kind* is one destination, state and type; index `delivery_kind` holds the deliveries of each in order of time.
 * An environment has some dozens: they are found by leaps through the index, and a page is merged from the heads of those that match. So a filter that
 * matches nothing costs no more than one that matches everything, and no further index is kept for it (measured: docs/performance.md).
 */

interface KindFilter {
  readonly destination?: string | undefined;
  readonly state?: string | undefined;
  readonly type?: string | undefined;
}

/** Numbers a value and gives its placeholder. */
export type Bind = (value: unknown) => string;

interface Kinds {
  /** `kind (destination_id, state, type)`, for WITH RECURSIVE: all kinds, or those of one destination. */
  readonly sql: string;
  /** That `d` is of kind `k`. */
  readonly ofKind: string;
}

/** @param environment as SQL, and so `destination`: a placeholder, or a column of what stands before it */
export function kindsOf(environment: string, destination: string | null): Kinds {
  const named = destination === null ? '' : ` AND d.destination_id = ${destination}`;
  // A column that is fixed must not stand in the comparison: PostgreSQL would begin at the fixed value each time, and read on from there.
  const columns = [...(destination === null ? ['destination_id'] : []), 'state', 'type'];
  const of = (table: string): string => columns.map((column) => `${table}.${column}`).join(', ');
  const first = (after: string): string =>
    `SELECT d.destination_id, d.state, d.type FROM delivery d WHERE d.environment_id = ${environment}${named}${after} ORDER BY ${of('d')} LIMIT 1`;
  return {
    sql: `kind AS (
      (${first('')})
      UNION ALL
      SELECT n.* FROM kind k CROSS JOIN LATERAL (${first(` AND (${of('d')}) > (${of('k')})`)}) n)`,
    ofKind: `d.environment_id = ${environment} AND d.destination_id = k.destination_id AND d.state = k.state AND d.type = k.type`,
  };
}

/**
 * @param within further conditions on `d.id`, with their placeholders, or ''
 * @returns the ids of a page, newest first, as a statement
 */
export function idsByKind(bind: Bind, environmentId: string, filter: KindFilter, within: string, limit: number): string {
  const environment = bind(environmentId);
  const rows = bind(limit);
  const { sql, ofKind } = kindsOf(environment, filter.destination === undefined ? null : bind(filter.destination));
  const wanted = [
    ...(filter.state === undefined ? [] : [`k.state = ${bind(filter.state)}`]),
    ...(filter.type === undefined ? [] : [`k.type = ${bind(filter.type)}`]),
  ];
  return `
    WITH RECURSIVE ${sql}
    SELECT p.id FROM kind k CROSS JOIN LATERAL (
      SELECT d.id FROM delivery d WHERE ${ofKind}${within} ORDER BY d.id DESC LIMIT ${rows}) p
     ${wanted.length === 0 ? '' : `WHERE ${wanted.join(' AND ')}`} ORDER BY p.id DESC LIMIT ${rows}`;
}
