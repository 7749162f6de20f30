import type { Destination } from '../kit/destination.js';
import { classifyMongo } from './classify.js';
import { previewMongo } from './preview.js';
import { MongoSession } from './session.js';
import { mongoCapabilities, mongoSpec } from './spec.js';
import type { MongoConfig } from './spec.js';

/** Terra's MongoDB destination. */
export const mongodb: Destination<MongoConfig> = {
  spec: mongoSpec,
  capabilities: mongoCapabilities,
  classify: classifyMongo,
  open: (config, io) => new MongoSession(config, io),
  preview: (_config, item) => previewMongo(item),
};
