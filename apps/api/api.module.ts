import { Module } from '@nestjs/common';
import { CoreModule } from '../common/core.module.js';
import { AdminModule } from './admin/admin.module.js';
import { ConnectModule } from './connect/connect.module.js';
import { DocsModule } from './docs/docs.module.js';
import { HealthController } from './health/health.controller.js';
import { HooksModule } from './hooks/hooks.module.js';
import { PayloadsController } from './payloads/payloads.controller.js';
import { RootController } from './root/root.controller.js';
import { TerraModule } from './terra/terra.module.js';

@Module({
  imports: [CoreModule, HooksModule, ConnectModule, TerraModule, AdminModule, DocsModule],
  controllers: [HealthController, PayloadsController, RootController],
})
export class ApiModule {}
