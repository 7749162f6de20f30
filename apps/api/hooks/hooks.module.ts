import { Module } from '@nestjs/common';
import type { Database } from '../../../store/database.js';
import { Intake } from '../../../store/inbox/intake.js';
import { DATABASE } from '../../common/core.module.js';
import { HooksController } from './hooks.controller.js';
import { NoticeDesk } from './notice-desk.js';

@Module({
  controllers: [HooksController],
  providers: [NoticeDesk, { provide: Intake, useFactory: (db: Database) => new Intake(db), inject: [DATABASE] }],
})
export class HooksModule {}
