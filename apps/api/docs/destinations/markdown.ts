/** The Markdown that the kinds' own guides are written in, and no more: headings, paragraphs, lists, tables, code. Everything else is text. */
import { type Html, html } from '../../connect/pages/html.js';
import { inline } from './inline.js';

const FENCE = /^\s*```/;
const HEADING = /^(#{1,3}) (.+)$/;
const ITEM = /^(?:-|\d+\.) (.+)$/;
const isRow = (line: string): boolean => line.startsWith('|');
const isEnd = (line: string): boolean =>
  line.trim() === '' || FENCE.test(line) || HEADING.test(line) || ITEM.test(line) || isRow(line);

const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** A bar within a cell is written `\|`. */
const cells = (row: string): string[] =>
  row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

function table([head = '', , ...rows]: readonly string[]): Html {
  return html`<div class="table" tabindex="0">
    <table>
      <thead>
        <tr>
          ${cells(head).map((cell) => html`<th scope="col">${inline(cell)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${cells(row).map((cell) => html`<td>${inline(cell)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function heading(marks: string, title: string): Html {
  const id = anchorOf(title);
  if (marks.length === 1) return html`<h1>${inline(title)}</h1>`;
  return marks.length === 2 ? html`<h2 id="${id}">${inline(title)}</h2>` : html`<h3 id="${id}">${inline(title)}</h3>`;
}

/** How many lines from `at` on belong together. */
const run = (lines: readonly string[], at: number, belongs: (line: string) => boolean): number => {
  const end = lines.findIndex((line, index) => index >= at && !belongs(line));
  return (end === -1 ? lines.length : end) - at;
};

export function markdown(text: string): readonly Html[] {
  const lines = text.replace(/<!--[\s\S]*?-->/g, '').split('\n');
  const blocks: Html[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const [, marks, title] = HEADING.exec(line) ?? [];
    if (line.trim() === '') at += 1;
    else if (marks !== undefined && title !== undefined) {
      blocks.push(heading(marks, title));
      at += 1;
    } else if (FENCE.test(line)) {
      const count = run(lines, at + 1, (one) => !FENCE.test(one));
      blocks.push(html`<pre tabindex="0">${lines.slice(at + 1, at + 1 + count).join('\n')}</pre>`);
      at += count + 2;
    } else if (isRow(line)) {
      const count = run(lines, at, isRow);
      blocks.push(table(lines.slice(at, at + count)));
      at += count;
    } else if (ITEM.test(line)) {
      const count = run(lines, at, (one) => ITEM.test(one));
      const items = lines.slice(at, at + count).map((one) => html`<li>${inline(ITEM.exec(one)?.[1] ?? '')}</li>`);
      blocks.push(
        /^\d/.test(line)
          ? html`<ol>
              ${items}
            </ol>`
          : html`<ul>
              ${items}
            </ul>`,
      );
      at += count;
    } else {
      const count = Math.max(
        1,
        run(lines, at, (one) => !isEnd(one)),
      );
      blocks.push(html`<p>${inline(lines.slice(at, at + count).join(' '))}</p>`);
      at += count;
    }
  }
  return blocks;
}
