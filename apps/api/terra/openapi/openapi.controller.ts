import { Controller, Get, Inject } from '@nestjs/common';
import type { Settings } from '../../../../settings/load.js';
import { SETTINGS } from '../../../common/core.module.js';
import { MOUNTS } from '../http/mounts.js';
import { terraDocument } from './document.js';

/** The description of this API, for everybody. */
@Controller(MOUNTS)
export class TerraOpenApiController {
  private document: object | null = null;

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  @Get('openapi.json')
  describe(): object {
    return (this.document ??= terraDocument(this.settings.publicUrl));
  }
}
