import { Module } from '@nestjs/common';
import { DocsController } from './docs.controller.js';
import { EventDocsController } from './events/events.controller.js';

@Module({ controllers: [DocsController, EventDocsController] })
export class DocsModule {}
