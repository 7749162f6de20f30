/** Plain text for people. */

const shown = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '-';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return JSON.stringify(value);
};

/** Columns as wide as their content; a line that says so when there is nothing. */
export function table<Row extends object>(
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => unknown>>,
  nothing: string,
): string[] {
  if (rows.length === 0) return [nothing];
  const names = Object.keys(columns);
  const cells = [
    names.map((name) => name.toUpperCase()),
    ...rows.map((row) => Object.values(columns).map((pick) => shown(pick(row)))),
  ];
  const widths = names.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** One fact a line; nested ones are indented. */
export function facts(value: object, indent = ''): string[] {
  const entries = Object.entries(value);
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries.flatMap(([name, fact]: [string, unknown]) =>
    typeof fact === 'object' && fact !== null && Object.keys(fact).length > 0
      ? [`${indent}${name}`, ...facts(fact, `${indent}  `)]
      : [`${indent}${name.padEnd(width)}  ${shown(fact)}`],
  );
}

/** What a list says of the pages after it. */
export const more = (next: string | null): string[] => (next === null ? [] : ['', `More: --after ${next}`]);
