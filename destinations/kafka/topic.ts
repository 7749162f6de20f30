/** What the cluster tells of the topic, asked directly: the client's own words for "no such topic" carry no code. */
import { ConfigResourceTypes } from '@platformatic/kafka';
import type { Broker } from '@platformatic/kafka';
import { z } from 'zod';
import type { GuardedProducer } from './producer.js';

/** `AclOperation.WRITE`. */
const WRITE_BIT = 1 << 4;
/** "Not told": an old broker. */
const NO_RIGHTS_TOLD = -2_147_483_648;

const described = z.object({
  brokers: z.array(z.object({ nodeId: z.int(), host: z.string(), port: z.int() })),
  topics: z.array(
    z.object({
      partitions: z.array(z.object({ leaderId: z.int() })),
      topicAuthorizedOperations: z.int().default(NO_RIGHTS_TOLD),
    }),
  ),
});
const limits = z.object({ results: z.array(z.object({ configs: z.array(z.object({ value: z.string().nullable() })) })) });

export interface TopicFacts {
  /** Those that lead a partition: where events go. */
  readonly leaders: readonly Broker[];
  /** Undefined when the broker does not tell. */
  readonly mayWrite: boolean | undefined;
}

/** Never makes the topic. @throws the client's error with the `apiId` of the broker. */
export async function describeTopic(producer: GuardedProducer, topic: string): Promise<TopicFacts> {
  const connection = await producer.bootstrap();
  const { brokers, topics } = described.parse(await producer.call('Metadata', connection, [topic], false, true));
  const found = topics[0];
  const ids = new Set(found?.partitions.map(({ leaderId }) => leaderId));
  const rights = found?.topicAuthorizedOperations ?? NO_RIGHTS_TOLD;
  return {
    leaders: brokers.filter(({ nodeId }) => ids.has(nodeId)).map(({ host, port }) => ({ host, port })),
    mayWrite: rights === NO_RIGHTS_TOLD ? undefined : (rights & WRITE_BIT) !== 0,
  };
}

/** The topic's `max.message.bytes`. @throws the client's error when the user may not ask (it needs DESCRIBE_CONFIGS). */
export async function topicLimit(producer: GuardedProducer, topic: string): Promise<number | undefined> {
  const connection = await producer.bootstrap();
  const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: topic, configurationKeys: ['max.message.bytes'] };
  const { results } = limits.parse(await producer.call('DescribeConfigs', connection, [resource], false, false));
  const value = Number(results[0]?.configs[0]?.value ?? Number.NaN);
  return Number.isInteger(value) ? value : undefined;
}
