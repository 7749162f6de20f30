import { Module } from '@nestjs/common';
import { ConnectModule } from '../connect/connect.module.js';
import { AuthController } from './auth.controller.js';

@Module({ imports: [ConnectModule], controllers: [AuthController] })
export class TerraModule {}
