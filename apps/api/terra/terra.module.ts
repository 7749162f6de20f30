import { Module } from '@nestjs/common';
import { ConnectModule } from '../connect/connect.module.js';
import { FilesModule } from '../files/files.module.js';
import { AuthController } from './auth/auth.controller.js';
import { SessionOpener } from './auth/session-opener.service.js';
import { TokenLinkController } from './auth/token-link.controller.js';
import { HistoryController } from './history/history.controller.js';
import { HistoryService } from './history/history.service.js';
import { IntegrationsController } from './integrations/integrations.controller.js';
import { RequestLimits } from './limits/request-limits.service.js';
import { TerraOpenApiController } from './openapi/openapi.controller.js';
import { UsersController } from './users/users.controller.js';
import { WritesController } from './writes/writes.controller.js';

@Module({
  imports: [ConnectModule, FilesModule],
  controllers: [
    AuthController,
    TokenLinkController,
    UsersController,
    HistoryController,
    IntegrationsController,
    WritesController,
    TerraOpenApiController,
  ],
  providers: [SessionOpener, RequestLimits, HistoryService],
})
export class TerraModule {}
