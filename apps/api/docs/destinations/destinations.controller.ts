import { Controller, Get, Header, Param } from '@nestjs/common';
import { kindMarkdown, overviewMarkdown } from '../../../../destinations/kit/page.js';
import { guides } from '../../../../destinations/guides.js';
import { destinationRegistry } from '../../../../destinations/registry.js';
import { Problem } from '../../../../model/problem.js';
import { html } from '../../connect/pages/html.js';
import { markdown } from './markdown.js';

const KINDS = destinationRegistry.list().flatMap((kind) => {
  const guide = guides[kind.id];
  return guide ? [{ kind, guide }] : [];
});

/** The pages of docs/destinations, of this very version. For everybody, as the other pages of the docs. */
@Controller('docs/destinations')
export class DestinationDocsController {
  /** They do not change while we run. */
  private readonly pages = new Map<string, string>();

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  overview(): string {
    return this.page('', 'Destinations', () => overviewMarkdown(KINDS));
  }

  /** @throws Problem missing */
  @Get(':kind')
  @Header('content-type', 'text/html; charset=utf-8')
  kind(@Param('kind') id: string): string {
    const found = KINDS.find(({ kind }) => kind.id === id);
    if (!found) throw new Problem('missing', 'there is no such kind of destination');
    return this.page(id, found.kind.title, () => kindMarkdown(found.kind, found.guide));
  }

  private page(key: string, title: string, text: () => string): string {
    const known = this.pages.get(key) ?? pageOf(title, text());
    this.pages.set(key, known);
    return known;
  }
}

const pageOf = (title: string, text: string): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Freehub</title>
        <link rel="stylesheet" href="/connect/style.css" />
        <link rel="stylesheet" href="/docs/events.css" />
      </head>
      <body>
        <main>${markdown(text)}</main>
        <footer>
          <p><a href="/docs/destinations">All kinds of destination</a> · <a href="/docs">APIs and events</a></p>
        </footer>
      </body>
    </html>`.text;
