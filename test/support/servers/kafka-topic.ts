/** Topics for tests. */
import { type Admin, ListOffsetTimestamps } from '@platformatic/kafka';
import { until } from '../until.js';

const PARTITIONS = 3;

/** Makes a topic of three partitions, and waits until each has its leader: in its first moments a new one takes nothing. */
export async function makeTopic(admin: Admin, topic: string, configs: Readonly<Record<string, string>> = {}): Promise<void> {
  await admin.createTopics({
    topics: [topic],
    partitions: PARTITIONS,
    replicas: 1,
    configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
  });
  const partitions = Array.from({ length: PARTITIONS }, (_, partitionIndex) => ({
    partitionIndex,
    timestamp: ListOffsetTimestamps.LATEST,
  }));
  await until('a leader of each partition', () => admin.listOffsets({ topics: [{ name: topic, partitions }] }));
}
