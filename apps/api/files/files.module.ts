import { Module } from '@nestjs/common';
import { FileIntake } from './file-intake.service.js';

@Module({ providers: [FileIntake], exports: [FileIntake] })
export class FilesModule {}
