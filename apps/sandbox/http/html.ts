/** HTML without a template engine: everything put in is escaped unless it is HTML already. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | readonly Html[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((text, string, i) => text + show(parts[i - 1] ?? '') + string));
}

function show(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map((one) => one.text).join('');
  return String(part).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

const STYLE =
  new Html(`:root{color-scheme:light dark;--line:#8886;--ink:light-dark(#1b1f24,#eceff3);--paper:light-dark(#fff,#14181d);--act:light-dark(#0b5a9d,#8cc8ff)}
*{box-sizing:border-box}body{margin:0 auto;padding:1rem;max-width:46rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin:.2rem 0}a{color:var(--act)}ul{padding-left:1.2rem;margin:.4rem 0}fieldset,section{border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem;margin:0 0 1rem}
label{display:block;padding:.45rem 0}button{font:inherit;min-height:2.75rem;padding:.4rem 1.1rem;border-radius:.5rem;border:2px solid var(--act);background:var(--act);color:var(--paper);cursor:pointer}
button.quiet{background:transparent;color:var(--act)}:focus-visible{outline:3px solid var(--act);outline-offset:2px}.row{display:flex;flex-wrap:wrap;gap:.7rem;align-items:center;justify-content:space-between}.small{font-size:.9rem}[role=status]{border:2px solid var(--act);border-radius:.6rem;padding:.6rem 1rem}.wide,pre{overflow-x:auto}table{border-collapse:collapse}th,td{border:1px solid var(--line);padding:.3rem .5rem;text-align:left;vertical-align:top}`);

/** A whole page: one column, works from 320 px, follows the system's light or dark. */
export const page = (title: string, body: Html): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`.text;
