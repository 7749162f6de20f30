import { Controller, Get, Inject } from '@nestjs/common';
import type { Settings } from '../../../../settings/load.js';
import { SETTINGS } from '../../../common/core.module.js';
import { adminDocument } from './document.js';

/** The description of the admin API. It holds nothing secret, so it needs no token. */
@Controller('admin')
export class OpenApiController {
  private document: object | null = null;

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  @Get('openapi.json')
  describe(): object {
    return (this.document ??= adminDocument(this.settings.publicUrl));
  }
}
