/** The events, to be read by people. */
import { EVENTS, type EventDoc } from '../../../../model/terra/events/catalog.js';
import { DIALECTS } from '../../../../model/terra/events/dialect.js';
import { html } from '../../connect/pages/html.js';
import { HEADERS } from './headers.js';

const VERIFY = `import { createHmac, timingSafeEqual } from 'node:crypto';

/** @param raw the body as it came, before anything has parsed it */
function isGenuine(header: string, raw: Buffer, secret: string): boolean {
  const parts = header.split(',').map((part) => part.split('='));
  const t = parts.find(([name]) => name === 't')?.[1] ?? '';
  if (!(Math.abs(Date.now() / 1000 - Number(t)) <= 300)) return false;
  const wanted = createHmac('sha256', secret).update(t + '.').update(raw).digest();
  return parts
    .filter(([name]) => name === 'v1')
    .map(([, hex]) => Buffer.from(hex ?? '', 'hex'))
    .some((mark) => mark.length === wanted.length && timingSafeEqual(mark, wanted));
}`;

/** Lists of samples are shown by their first. */
const shortened = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.slice(0, 1).map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shortened(inner)]));
};

/** Words between backticks are code. */
const prose = (text: string) =>
  text.split('`').map((part, index) => (index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`));

const heard = ({ dialects, isTest }: EventDoc): string =>
  dialects.length === DIALECTS.length
    ? 'both dialects'
    : `dialect ${dialects.join(', ')}${isTest ? '; as a test in both' : ' only'}`;

const section = (event: EventDoc) =>
  html`<section id="${event.name}">
    <h2>${event.title}</h2>
    <p><code>${event.type}</code> · ${heard(event)}</p>
    <p>${event.when}</p>
    <details>
      <summary>Example of ${event.title}</summary>
      <pre tabindex="0">${JSON.stringify(shortened(event.example), null, 2)}</pre>
    </details>
  </section>`;

export const eventsPage = (): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>Events · Freehub</title>
        <link rel="stylesheet" href="/connect/style.css" />
        <link rel="stylesheet" href="/docs/events.css" />
      </head>
      <body>
        <main>
          <h1>Events</h1>
          <p>
            A webhook destination gets one signed <code>POST</code> with JSON for each event. Other kinds of destination get the
            same bodies. As a document: <a href="/v2/asyncapi.json">/v2/asyncapi.json</a> (AsyncAPI 3.0).
          </p>
          <nav aria-label="Events">
            <ul>
              ${EVENTS.map(({ name, title }) => html`<li><a href="#${name}">${title}</a></li>`)}
            </ul>
          </nav>

          <h2 id="answering">Answering</h2>
          <ul>
            <li>
              Any 2xx within the destination’s timeout (8 seconds by default) accepts the event. Keep it first, then answer.
            </li>
            <li>
              Anything else has it sent again: ten tries, after 30 seconds and then twice as long each time, at most 8 hours;
              later if <code>Retry-After</code> says so.
            </li>
            <li>
              A redirect (3xx), a certificate that is not accepted or another fault of the set-up opens the destination’s circuit
              at once: nothing is lost, everything waits without using up tries, and one event is tried from time to time until it
              is mended.
            </li>
            <li>
              410 disables the whole destination: everything is kept for it, and nothing is sent until an operator resumes it
              (<code>freehub destinations resume</code>). So does failing for five days without one success. To refuse a single
              event, answer 413: it becomes a dead letter.
            </li>
            <li>Answer 2xx to types that you do not know: there will be new ones.</li>
            <li>The same event may come again, and events may overtake each other: see the headers.</li>
          </ul>

          <h2 id="headers">Headers</h2>
          <dl>
            ${HEADERS.map(
              ({ name, says, example }) =>
                html`<dt><code>${name}</code></dt>
                  <dd>${prose(says)}<br /><code class="example">${example}</code></dd>`,
            )}
          </dl>

          <h2 id="signature">Checking the signature</h2>
          <p>
            <code>v1</code> is the lower-case hexadecimal HMAC-SHA256 of <code>t</code>, a dot and the body as it came, under the
            signing secret of the destination. Any <code>v1</code> may match, and <code>t</code> should be within five minutes of
            your clock: each try is signed anew. Terra’s own helpers (<code>verifyTerraWebhookSignature</code>) do just that.
            Whole receivers in TypeScript, Python and Go are in <code>examples/receivers</code> of the project.
          </p>
          <pre tabindex="0">${VERIFY}</pre>

          <h2 id="dialects">Dialects</h2>
          <p>
            Terra has two generations of events, and each destination hears one: <code>v2026</code> (the default), or
            <code>v2022</code> for receivers that were built for the older one. They differ in a few types; each event below says
            who hears it.
          </p>

          <h2 id="large">Large requests</h2>
          <p>
            A history request over 28 days is answered by <code>large_request_processing</code>, then
            <code>large_request_sending</code> with <code>expected_payloads</code>, then so many events of the data type, each
            with at most ten records or 10 MB, all under one <code>terra-reference</code>. They may arrive in any order, the count
            may come last.
          </p>
          <p>
            The answer to a history request carries records without samples unless it asks for them (<code>with_samples</code>).
            Records without samples leave the lists of samples out; everything else that is not known is null. Its chunks (trace
            id <code>…:chunk:n</code>) have an ordering timestamp that is not above that of any record in them, and below it
            without samples: keep the record that you hold unless the chunk’s timestamp is larger, and keep its samples even then.
          </p>
          ${EVENTS.map(section)}
        </main>
      </body>
    </html>`.text;

export const EVENTS_STYLE = `main { max-width: 52rem; }
nav ul { columns: 14rem; padding-left: 1.2rem; }
section { border-top: 1px solid var(--line); margin-top: 1.5rem; }
a { color: var(--accent); }
pre { overflow-x: auto; padding: .8rem 1rem; border: 1px solid var(--line); border-radius: .6rem; font-size: .875rem; line-height: 1.4; overflow-wrap: normal; }
pre:focus-visible, summary:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
summary { cursor: pointer; }
dd { margin: 0 0 .8rem; }
.example { font-size: .8125rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; }
th, td { padding: .4rem .6rem; border: 1px solid var(--line); text-align: left; vertical-align: top; min-width: 6rem; }
`;
