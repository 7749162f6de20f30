import { Module } from '@nestjs/common';
import { ActivityFiles } from './activity-files.service.js';
import { FileIntake } from './file-intake.service.js';

@Module({ providers: [ActivityFiles, FileIntake], exports: [ActivityFiles, FileIntake] })
export class FilesModule {}
