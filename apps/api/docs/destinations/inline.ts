/** Words of Markdown within a line: `code`, **bold**, links. */
import { destinationRegistry } from '../../../../destinations/registry.js';
import { type Html, html } from '../../connect/pages/html.js';

const PARTS = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/g;
const KINDS: ReadonlySet<string> = new Set(destinationRegistry.list().map(({ id }) => id));

/** Pages of the repository that this server does not have are named, not linked. */
function link(text: string, to: string): Html {
  const kind = /^([a-z0-9_]+)\.md$/.exec(to)?.[1] ?? '';
  if (KINDS.has(kind)) return html`<a href="/docs/destinations/${kind}">${text}</a>`;
  if (/^https:\/\//.test(to)) return html`<a href="${to}" rel="noreferrer">${text}</a>`;
  return html`${text} (<code>${to.replace(/^(\.\.\/)+/, '').replace(/#.*$/, '')}</code>)`;
}

export function inline(line: string): readonly Html[] {
  const parts: Html[] = [];
  let at = 0;
  for (const found of line.matchAll(PARTS)) {
    const [whole, code, bold, text, to] = found;
    parts.push(html`${line.slice(at, found.index)}`);
    if (code !== undefined) parts.push(html`<code>${code}</code>`);
    else if (bold !== undefined) parts.push(html`<strong>${inline(bold)}</strong>`);
    else parts.push(link(text ?? '', to ?? ''));
    at = found.index + whole.length;
  }
  return [...parts, html`${line.slice(at)}`];
}
