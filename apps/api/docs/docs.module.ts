import { Module } from '@nestjs/common';
import { DocsController } from './docs.controller.js';
import { DestinationDocsController } from './destinations/destinations.controller.js';
import { EventDocsController } from './events/events.controller.js';

@Module({ controllers: [DocsController, DestinationDocsController, EventDocsController] })
export class DocsModule {}
