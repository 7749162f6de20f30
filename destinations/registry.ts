/** Every kind of destination there is. Facts are at hand at once; a plug-in with its SDK is imported when the kind is first used. */
import { azureblobSpec } from './azureblob/spec.js';
import { firestoreCapabilities, firestoreSpec } from './firestore/spec.js';
import { gcsSpec } from './gcs/spec.js';
import { kafkaCapabilities, kafkaSpec } from './kafka/spec.js';
import { defineKind } from './kit/kind.js';
import { objectCapabilities } from './kit/objects/fields.js';
import { DestinationRegistry } from './kit/registry.js';
import { mongoCapabilities, mongoSpec } from './mongodb/spec.js';
import { s3Spec } from './s3/spec.js';
import { sqlCapabilities, sqlSpec } from './sql/spec.js';
import { sqsCapabilities, sqsSpec } from './sqs/spec.js';
import { supabaseCapabilities, supabaseSpec } from './supabase/spec.js';
import { webhookCapabilities, webhookSpec } from './webhook/spec.js';

export const destinationRegistry = new DestinationRegistry([
  defineKind({
    spec: webhookSpec,
    capabilities: webhookCapabilities,
    load: async () => (await import('./webhook/index.js')).webhook,
  }),
  defineKind({ spec: sqlSpec, capabilities: sqlCapabilities, load: async () => (await import('./sql/index.js')).sql }),
  defineKind({
    spec: mongoSpec,
    capabilities: mongoCapabilities,
    load: async () => (await import('./mongodb/index.js')).mongodb,
  }),
  defineKind({
    spec: firestoreSpec,
    capabilities: firestoreCapabilities,
    load: async () => (await import('./firestore/index.js')).firestore,
  }),
  defineKind({ spec: s3Spec, capabilities: objectCapabilities, load: async () => (await import('./s3/index.js')).s3 }),
  defineKind({ spec: gcsSpec, capabilities: objectCapabilities, load: async () => (await import('./gcs/index.js')).gcs }),
  defineKind({
    spec: azureblobSpec,
    capabilities: objectCapabilities,
    load: async () => (await import('./azureblob/index.js')).azureblob,
  }),
  defineKind({ spec: sqsSpec, capabilities: sqsCapabilities, load: async () => (await import('./sqs/index.js')).sqs }),
  defineKind({ spec: kafkaSpec, capabilities: kafkaCapabilities, load: async () => (await import('./kafka/index.js')).kafka }),
  defineKind({
    spec: supabaseSpec,
    capabilities: supabaseCapabilities,
    load: async () => (await import('./supabase/index.js')).supabase,
  }),
]);
