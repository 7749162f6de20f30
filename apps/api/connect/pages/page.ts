/** The frame of all pages that are not an API's: plain HTML, they work without script, on a phone first. */
import { type Html, html } from './html.js';

/** @param footer one sentence below everything */
export const page = (title: string, body: Html, footer: string | null = null): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title === 'Freehub' ? title : `${title} · Freehub`}</title>
        <link rel="stylesheet" href="/connect/style.css" />
      </head>
      <body>
        <main>${body}</main>
        ${footer === null ? null : html`<footer><p>${footer}</p></footer>`}
      </body>
    </html>`.text;
