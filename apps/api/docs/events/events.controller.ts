import { Controller, Get, Header } from '@nestjs/common';
import { MOUNTS } from '../../terra/http/mounts.js';
import { asyncApiDocument } from './asyncapi.js';
import { EVENTS_STYLE, eventsPage } from './page.js';

/** The description of the events: a document, and a page that needs no script. For everybody. */
@Controller()
export class EventDocsController {
  // Neither changes while we run.
  private document: object | null = null;
  private page: string | null = null;

  @Get(MOUNTS.map((mount) => `${mount}/asyncapi.json`))
  describe(): object {
    return (this.document ??= asyncApiDocument());
  }

  @Get('docs/events')
  @Header('content-type', 'text/html; charset=utf-8')
  read(): string {
    return (this.page ??= eventsPage());
  }

  @Get('docs/events.css')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'public, max-age=3600')
  style(): string {
    return EVENTS_STYLE;
  }
}
