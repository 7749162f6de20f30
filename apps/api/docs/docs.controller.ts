import { Controller, Get, Header, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { indexPage } from './index-page.js';
import { type Reference, serveReference } from './reference.js';

const REFERENCES: readonly Reference[] = [
  { at: '/docs/v2', url: '/v2/openapi.json', title: 'Freehub, Terra-compatible API' },
  { at: '/docs/admin', url: '/admin/openapi.json', title: 'Freehub admin API' },
];

/** The descriptions of the APIs, browsable. */
@Controller('docs')
export class DocsController implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  async onModuleInit(): Promise<void> {
    for (const reference of REFERENCES) await serveReference(this.host.httpAdapter.getInstance(), reference);
  }

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  index(): string {
    return indexPage();
  }
}
