/** As much of Markdown as our own README uses: headings, paragraphs, lists, tables, fenced code; in a line, code, bold and links are shown. */
import { type Html, html } from '../http/html.js';

export function markdown(text: string): Html {
  const out: Html[] = [];
  const lines = text.split('\n');
  /** Takes lines from here on while they are of a kind. */
  const take = (belongs: (line: string) => boolean): string[] => {
    const end = lines.findIndex((line) => !belongs(line));
    return lines.splice(0, end === -1 ? lines.length : end);
  };
  for (let first = lines[0]; first !== undefined; first = lines[0]) {
    if (first.startsWith('```')) {
      lines.shift();
      out.push(html`<pre>${take((line) => !line.startsWith('```')).join('\n')}</pre>`);
      lines.shift();
    } else if (first.startsWith('#')) out.push(heading(lines.shift() ?? ''));
    else if (first.startsWith('|')) out.push(table(take((line) => line.startsWith('|'))));
    else if (first.startsWith('- ')) out.push(list(take((line) => /^(- | {2})/.test(line))));
    else if (first.trim() === '') lines.shift();
    else out.push(html`<p>${inline(take((line) => line.trim() !== '' && !/^(#|\||- |```)/.test(line)).join(' '))}</p>`);
  }
  return html`${out}`;
}

function heading(line: string): Html {
  const [, marks = '#', words = ''] = /^(#+) (.*)$/.exec(line) ?? [];
  const id = words.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return marks.length === 1 ? html`<h1>${inline(words)}</h1>` : html`<h2 id="${id}">${inline(words)}</h2>`;
}

const list = (lines: readonly string[]): Html =>
  html`<ul>
    ${lines
      .join('\n')
      .split(/^- /m)
      .slice(1)
      .map((item) => html`<li>${inline(item.replace(/\s+/g, ' '))}</li>`)}
  </ul>`;

function table([head = '', , ...rows]: readonly string[]): Html {
  const cells = (line: string): string[] =>
    line
      .slice(1, line.lastIndexOf('|'))
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|'));
  return html`<div class="wide">
    <table>
      <thead>
        <tr>
          ${cells(head).map((cell) => html`<th>${inline(cell)}</th>`)}
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

const inline = (text: string): readonly Html[] =>
  text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (part.startsWith('`') && part.endsWith('`') && part.length > 1) return html`<code>${part.slice(1, -1)}</code>`;
    return part.startsWith('**') ? html`<strong>${part.slice(2, -2)}</strong>` : html`${part}`;
  });
