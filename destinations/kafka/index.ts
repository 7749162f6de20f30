import type { Destination } from '../kit/destination.js';
import { classifyKafka } from './classify.js';
import { previewKafka } from './preview.js';
import { KafkaSession } from './session.js';
import { kafkaCapabilities, kafkaSpec } from './spec.js';
import type { KafkaConfig } from './spec.js';

/** Terra's Kafka destination. */
export const kafka: Destination<KafkaConfig> = {
  spec: kafkaSpec,
  capabilities: kafkaCapabilities,
  classify: classifyKafka,
  open: (config, io) => new KafkaSession(config, io),
  preview: previewKafka,
};
