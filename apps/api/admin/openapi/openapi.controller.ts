import { Controller, Get, Inject, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Settings } from '../../../../settings/load.js';
import { SETTINGS } from '../../../common/core.module.js';
import { serveDocs } from './docs.js';
import { openApiDocument } from './document.js';

/** The description of the admin API. It holds nothing secret, so it needs no token. */
@Controller('admin')
export class OpenApiController implements OnModuleInit {
  private document: object | null = null;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly host: HttpAdapterHost<FastifyAdapter>,
  ) {}

  async onModuleInit(): Promise<void> {
    await serveDocs(this.host.httpAdapter.getInstance());
  }

  @Get('openapi.json')
  describe(): object {
    return (this.document ??= openApiDocument(this.settings.publicUrl));
  }
}
