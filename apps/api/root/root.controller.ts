import { Controller, Get, Header, HttpCode } from '@nestjs/common';
import { connectHelpPage, rootPage } from './pages.js';

/** Addresses that people type: each says where to go on, none is part of an API. */
@Controller()
export class RootController {
  @Get(['/', 'admin'])
  @Header('content-type', 'text/html; charset=utf-8')
  root(): string {
    return rootPage();
  }

  /** Browsers ask for it with every page: there is none, and that is no error. */
  @Get('favicon.ico')
  @HttpCode(204)
  @Header('cache-control', 'public, max-age=86400')
  icon(): void {
    return;
  }

  @Get('connect')
  @Header('content-type', 'text/html; charset=utf-8')
  connect(): string {
    return connectHelpPage();
  }
}
