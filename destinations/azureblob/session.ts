import type { DestinationIo } from '../kit/destination.js';
import { ObjectSession } from '../kit/objects/session.js';
import { checkAzure } from './check.js';
import { classifyAzure } from './classify.js';
import { containerClient } from './client.js';
import type { AzureConfig } from './spec.js';
import { AzureStore } from './store.js';

export function azureSession(config: AzureConfig, io: DestinationIo): ObjectSession {
  const store = new AzureStore(containerClient(config, io), config);
  return new ObjectSession({
    store,
    config,
    place: config.container,
    concurrency: io.concurrency,
    classify: classifyAzure,
    check: (signal, watch) => checkAzure(store, config, signal, watch),
  });
}
