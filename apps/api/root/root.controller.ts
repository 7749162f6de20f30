import { Controller, Get, Header } from '@nestjs/common';
import { connectHelpPage, rootPage } from './pages.js';

/** Addresses that people type: each says where to go on, none is part of an API. */
@Controller()
export class RootController {
  @Get(['/', 'admin'])
  @Header('content-type', 'text/html; charset=utf-8')
  root(): string {
    return rootPage();
  }

  @Get('connect')
  @Header('content-type', 'text/html; charset=utf-8')
  connect(): string {
    return connectHelpPage();
  }
}
