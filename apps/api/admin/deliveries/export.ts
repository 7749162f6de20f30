/** The list as a file, made while it is sent. */
import { Readable } from 'node:stream';
import type { DeliveryRow } from '../../../../store/control/deliveries.js';
import { csvLine } from './csv-lines.js';
import { showLine } from './show.js';

type Pages = AsyncGenerator<readonly DeliveryRow[], void>;
interface Format {
  readonly mediaType: string;
  readonly head: string;
  line(row: DeliveryRow): string;
}

/** The list's own fields, the problem in two. */
const COLUMNS = [
  'id',
  'destination_id',
  'event_id',
  'connection_id',
  'reference_id',
  'type',
  'record_key',
  'revision',
  'priority',
  'state',
  'created_at',
  'due_at',
  'attempts',
  'finished_at',
] as const;

const FORMATS = {
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    head: csvLine([...COLUMNS, 'problem_kind', 'problem_message']),
    line(row) {
      const shown = showLine(row);
      return csvLine([...COLUMNS.map((name) => shown[name]), shown.problem?.kind ?? null, shown.problem?.message ?? null]);
    },
  },
  ndjson: {
    mediaType: 'application/x-ndjson',
    head: '',
    line: (row) => `${JSON.stringify(showLine(row))}\n`,
  },
} satisfies Record<string, Format>;

async function* texts(
  format: Format,
  first: IteratorResult<readonly DeliveryRow[], void>,
  rest: Pages,
): AsyncGenerator<string, void> {
  if (format.head !== '') yield format.head;
  if (first.done === true) return;
  yield first.value.map((row) => format.line(row)).join('');
  for await (const page of rest) yield page.map((row) => format.line(row)).join('');
}

/** Reads the first page before it answers, so that a filter that is refused is no broken file. @param name of the file, without its ending */
export async function exportFile(
  pages: Pages,
  format: keyof typeof FORMATS,
  name: string,
): Promise<{ body: Readable; headers: Record<string, string> }> {
  const { mediaType } = FORMATS[format];
  const first = await pages.next();
  return {
    // A page at a time is in memory, however slow the reader is.
    body: Readable.from(texts(FORMATS[format], first, pages), { objectMode: true, highWaterMark: 1 }),
    headers: {
      'content-type': mediaType,
      'content-disposition': `attachment; filename="${name}.${format}"`,
      'cache-control': 'no-store',
    },
  };
}
