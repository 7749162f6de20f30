import { Module } from '@nestjs/common';
import { ConnectController } from './connect.controller.js';
import { DisconnectService } from './disconnect.service.js';
import { OAuthFlow } from './oauth-flow.js';
import { Sessions } from './sessions.js';

@Module({
  controllers: [ConnectController],
  providers: [Sessions, OAuthFlow, DisconnectService],
  exports: [Sessions, DisconnectService],
})
export class ConnectModule {}
