/** CSV text as spreadsheets write it (RFC 4180, also with semicolons): rows by the names of their header. */
import { Problem } from '../../../../model/problem.js';

export interface CsvRow {
  /** Line of the text that the row begins on; the header is 1. */
  readonly line: number;
  /** Texts without blanks around them, by column in lower case. */
  readonly fields: Readonly<Record<string, string>>;
  /** Values beyond the last column; empty ones do not count. */
  readonly excess: readonly string[];
}

/**
 * Empty lines are left out.
 * @param known columns that there may be
 * @throws Problem payload, with what is wrong with the text as a whole
 */
export function parseCsv(text: string, known: readonly string[], most: number): readonly CsvRow[] {
  const clean = text.replace(/^\uFEFF/, '');
  const [first = ''] = clean.split(/\r?\n/, 1);
  const delimiter = first.includes(';') && !first.includes(',') ? ';' : ',';
  const [header, ...lines] = cellsOf(clean, delimiter);
  const columns = header?.cells.map((name) => name.toLowerCase()) ?? [];
  const strange = columns.filter((name) => !known.includes(name));
  if (strange.length > 0 || columns.length === 0)
    throw new Problem(
      'payload',
      `csv: the first line must name the columns, of ${known.join(', ')}; it has ${strange.map((name) => `"${name.slice(0, 40)}"`).join(', ') || 'none'}`,
    );
  if (new Set(columns).size !== columns.length) throw new Problem('payload', 'csv: the first line names a column twice');
  if (lines.length > most) throw new Problem('payload', `csv: ${lines.length} rows are too many; give at most ${most} at once`);
  return lines.map(({ line, cells }) => ({
    line,
    fields: Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? ''])),
    excess: cells.slice(columns.length).filter((cell) => cell !== ''),
  }));
}

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

function cellsOf(text: string, delimiter: string): readonly Line[] {
  const lines: Line[] = [];
  let [line, begun] = [1, 1];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  const end = (): void => {
    cells.push(cell.trim());
    if (cells.some((one) => one !== '')) lines.push({ line: begun, cells });
    [cells, cell] = [[], ''];
  };
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\n') line++;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (char === '"' && cell.trim() === '') [quoted, cell] = [true, ''];
    else if (char === delimiter) {
      cells.push(cell.trim());
      cell = '';
    } else if (char === '\n') {
      end();
      begun = line;
    } else if (char !== '\r') cell += char;
  }
  if (quoted) throw new Problem('payload', `csv: the quote that opens in line ${begun} is not closed`);
  end();
  return lines;
}
