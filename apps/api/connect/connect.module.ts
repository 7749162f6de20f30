import { Module } from '@nestjs/common';
import { FilesModule } from '../files/files.module.js';
import { ConnectController } from './connect.controller.js';
import { DisconnectService } from './disconnect.service.js';
import { OAuthFlow } from './oauth-flow.js';
import { Sessions } from './sessions.js';
import { UploadController } from './upload.controller.js';

@Module({
  imports: [FilesModule],
  controllers: [ConnectController, UploadController],
  providers: [Sessions, OAuthFlow, DisconnectService],
  exports: [Sessions, DisconnectService],
})
export class ConnectModule {}
