/** What a project would hold: the layout's own writer, on a project that only takes notes. The tables' columns are those of setup-sql.ts. */
import type { DeliveryItem, ItemResult } from '../kit/destination.js';
import { JSON_TYPE, rowJson } from '../kit/preview.js';
import type { PreviewPart } from '../kit/preview.js';
import type { Answer } from './project.js';
import { rowsLayout } from './rows-layout.js';
import type { WireRow } from './rows.js';
import type { SupabaseConfig } from './spec.js';
import { terraLayout } from './terra-layout.js';

/** Empty, and keeps nothing. */
class Notes {
  readonly parts: PreviewPart[] = [];

  constructor(private readonly config: SupabaseConfig) {}

  write(rows: readonly WireRow[]): Promise<ReadonlyMap<number, Answer>> {
    const answers = rows.map((row): [number, Answer] => {
      this.#note(row);
      const name = row.step === 'claim' ? String(row['terra_name']) : null;
      return [row.at, { at: row.at, outcome: 'delivered', name, leftover: null }];
    });
    return Promise.resolve(new Map(answers));
  }

  upload(name: string, bytes: Uint8Array): Promise<void> {
    this.parts.push({ place: `${this.config.bucket}/${name}`, mediaType: JSON_TYPE, bytes });
    return Promise.resolve();
  }

  remove(): Promise<void> {
    return Promise.resolve();
  }

  #note(row: WireRow): void {
    const { step, payload, is_data: isData } = row;
    if (step === 'keep') this.#row('freehub_events', columns(row, EVENT_COLUMNS), String(payload));
    if (step !== 'settle') return;
    const orderingMs = row['is_state'] === true ? row['ordering_timestamp'] : 0;
    this.#row('terra_users', { ...columns(row, USER_COLUMNS), ordering_timestamp: orderingMs });
    if (isData === true) this.#row('terra_data_payloads', columns(row, { ...PAYLOAD_COLUMNS, ...TIME_COLUMNS }));
    else this.#row('terra_misc_payloads', { ...columns(row, PAYLOAD_COLUMNS), payload_type: 'event' });
  }

  #row(table: string, row: Readonly<Record<string, unknown>>, payload?: string): void {
    const bytes = rowJson(row, payload === undefined ? undefined : { name: 'payload', json: payload });
    this.parts.push({ place: `${this.config.schema}.${table}`, mediaType: JSON_TYPE, bytes });
  }
}

/** Column of a table → member of the row as the function takes it. */
type Columns = Readonly<Record<string, string>>;
const TIME_COLUMNS: Columns = { start_time: 'start_time', end_time: 'end_time' };
const RECORD_COLUMNS: Columns = { user_id: 'user_id', record_key: 'record_key', revision: 'revision' };
const EVENT_COLUMNS: Columns = { ...RECORD_COLUMNS, ...TIME_COLUMNS, type: 'type', ordering_timestamp: 'ordering_timestamp' };
const PAYLOAD_COLUMNS: Columns = { ...RECORD_COLUMNS, payload_id: 'terra_name', data_type: 'type', created_at: 'created_at' };
const USER_COLUMNS: Columns = {
  user_id: 'user_id',
  reference_id: 'reference_id',
  created_at: 'user_created_at',
  granted_scopes: 'granted_scopes',
  provider: 'provider',
  state: 'state',
};

const columns = (row: WireRow, names: Columns): Record<string, unknown> =>
  Object.fromEntries(Object.entries(names).map(([column, member]) => [column, row[member]]));

/** Rows and, in layout terra, the object that they point to. @throws Problem payload for a name that no bucket takes */
export async function previewSupabase(config: SupabaseConfig, item: DeliveryItem): Promise<readonly PreviewPart[]> {
  const notes = new Notes(config);
  const results = new Map<number, ItemResult>();
  const layout = config.layout === 'rows' ? rowsLayout(notes) : terraLayout(notes);
  await layout([{ index: 0, item }], results, new AbortController().signal);
  const result = results.get(0);
  if (result?.ok === false) throw result.problem;
  return notes.parts;
}
