/** What there is to read about this installation's APIs. */
import { html } from '../connect/pages/html.js';

interface Entry {
  readonly path: string;
  readonly title: string;
  readonly says: string;
}

const ENTRIES: readonly Entry[] = [
  {
    path: '/docs/v2',
    title: 'Terra-compatible API',
    says: 'What an app calls: connect users, look them up, ask for their data.',
  },
  { path: '/docs/events', title: 'Events', says: 'What arrives at destinations: bodies, headers, signatures.' },
  {
    path: '/docs/destinations',
    title: 'Destinations',
    says: 'Where events can go: fields, rights, layouts, guarantees and errors of each kind.',
  },
  {
    path: '/docs/admin',
    title: 'Admin API',
    says: 'What an operator calls: environments, providers, destinations, connections, backfills, deliveries.',
  },
];

export const indexPage = (): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>APIs · Freehub</title>
        <link rel="stylesheet" href="/connect/style.css" />
      </head>
      <body>
        <main>
          <h1>Freehub’s APIs</h1>
          <ul class="choices">
            ${ENTRIES.map(
              ({ path, title, says }) =>
                html`<li>
                  <a class="button" href="${path}">${title}</a>
                  <p>${says}</p>
                </li>`,
            )}
          </ul>
        </main>
        <footer>
          <p>
            The documents themselves: <a href="/v2/openapi.json">/v2/openapi.json</a>,
            <a href="/admin/openapi.json">/admin/openapi.json</a>, <a href="/v2/asyncapi.json">/v2/asyncapi.json</a>
          </p>
        </footer>
      </body>
    </html>`.text;
