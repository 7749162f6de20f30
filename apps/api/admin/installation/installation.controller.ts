import { Controller, Inject, UseGuards } from '@nestjs/common';
import { type Settings, showSettings } from '../../../../settings/load.js';
import { SETTINGS } from '../../../common/core.module.js';
import { projectVersion } from '../../../common/project.js';
import type { AnswerOf } from '../../http/contract/route.js';
import { Endpoint } from '../../http/endpoint.js';
import * as contract from '../contract/installation.js';
import { AdminGuard } from '../http/admin.guard.js';

/** What runs here. Settings are read once, when the process starts. */
@Controller('admin')
@UseGuards(AdminGuard)
export class InstallationController {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  @Endpoint(contract.getInstallation)
  get(): AnswerOf<typeof contract.getInstallation> {
    const { publicUrl, temporalUiUrl, temporalNamespace } = this.settings;
    return {
      version: projectVersion(),
      public_url: publicUrl,
      temporal_ui_url: temporalUiUrl ?? null,
      temporal_namespace: temporalNamespace,
      settings: showSettings(this.settings).map(({ facts, value, isDefault }) => ({
        variable: facts.variable,
        group: facts.group,
        meaning: facts.meaning,
        value,
        is_default: isDefault,
      })),
    };
  }
}
