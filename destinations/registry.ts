/** Every kind of destination there is. Facts are at hand at once; a plug-in with its SDK is imported when the kind is first used. */
import { defineKind } from './kit/kind.js';
import { DestinationRegistry } from './kit/registry.js';
import { sqlCapabilities, sqlSpec } from './sql/spec.js';
import { webhookCapabilities, webhookSpec } from './webhook/spec.js';

export const destinationRegistry = new DestinationRegistry([
  defineKind({
    spec: webhookSpec,
    capabilities: webhookCapabilities,
    load: async () => (await import('./webhook/index.js')).webhook,
  }),
  defineKind({ spec: sqlSpec, capabilities: sqlCapabilities, load: async () => (await import('./sql/index.js')).sql }),
]);
