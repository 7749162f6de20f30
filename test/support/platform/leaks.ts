/** Looks for what must not be there: in Temporal's histories, in logs, in metrics, and after an erasure in our own tables. */
import type { Platform } from './platform.js';

export interface Leak {
  readonly where: string;
  readonly what: string;
}

/** @param forbidden by name: what to look for, as it would be written. */
export async function findLeaks(
  platform: Platform,
  forbidden: Readonly<Record<string, string>>,
): Promise<{ leaks: readonly Leak[]; searched: Readonly<Record<string, number>> }> {
  const places = new Map<string, string>([['logs', await platform.logs()]]);
  for (const service of [platform.api, ...platform.workers]) {
    if (service.isRunning) places.set(`${service.name}/metrics`, await (await fetch(`${service.url}/metrics`)).text());
  }
  for (const [id, text] of await histories(platform)) places.set(`workflow ${id}`, text);
  const leaks: Leak[] = [];
  for (const [where, text] of places)
    for (const [what, value] of Object.entries(forbidden)) if (text.includes(value)) leaks.push({ where, what });
  return { leaks, searched: Object.fromEntries([...places].map(([where, text]) => [where, text.length])) };
}

/** Every workflow's history, memo and visibility as text, payloads decoded. */
async function histories(platform: Platform): Promise<ReadonlyMap<string, string>> {
  return platform.withTemporal(async (client) => {
    const found = new Map<string, string>();
    for await (const { workflowId, runId, raw } of client.workflow.list()) {
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      found.set(`${workflowId}/${runId}`, readable({ raw, history }));
    }
    return found;
  });
}

/** JSON, with bytes shown as the text that they hold. */
const readable = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => {
    if (one instanceof Uint8Array) return Buffer.from(one).toString();
    if (
      typeof one === 'object' &&
      one !== null &&
      'type' in one &&
      one.type === 'Buffer' &&
      'data' in one &&
      Array.isArray(one.data)
    )
      return Buffer.from(one.data as number[]).toString();
    return typeof one === 'bigint' ? one.toString() : one;
  });

export interface LeftRow {
  readonly table: string;
  readonly row: string;
}

/** Rows of any table of ours in which one of `texts` is readable. */
export async function rowsWith(platform: Platform, texts: readonly string[]): Promise<readonly LeftRow[]> {
  const tables = await platform.rows<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
  );
  const left: LeftRow[] = [];
  for (const { name } of tables) {
    const rows = await platform.rows<{ row: string }>(`SELECT t::text AS row FROM "${name}" t WHERE t::text LIKE ANY ($1)`, [
      texts.map((text) => `%${text}%`),
    ]);
    left.push(...rows.map(({ row }) => ({ table: name, row: row.slice(0, 300) })));
  }
  return left;
}
