/** Reads the forms of a plain HTML page. Enough for pages without script that we or the sandbox wrote; no parser of any HTML. */

export interface Form {
  /** May be relative to the page. */
  readonly action: string;
  /** What the form would send if nobody touched it: hidden fields and ticked boxes, without its buttons. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

export function formsOf(html: string): readonly Form[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, tag = '', inside = '']) => ({
    action: attribute(tag, 'action') ?? '',
    fields: [...inside.matchAll(/<input\b([^>]*)>/g)].flatMap(([, input = '']) => fieldOf(input)),
  }));
}

function fieldOf(input: string): [string, string][] {
  const name = attribute(input, 'name');
  const ticks = ['radio', 'checkbox'].includes(attribute(input, 'type') ?? 'text');
  if (name === undefined || (ticks && !/\schecked\b/.test(input))) return [];
  return [[name, attribute(input, 'value') ?? (ticks ? 'on' : '')]];
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : unescaped(value);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };
const unescaped = (text: string): string => text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
