/** A topic of a test's own on the shared broker, and all that is in it. */
import {
  AclOperations,
  AclPermissionTypes,
  Admin,
  Consumer,
  ListOffsetTimestamps,
  ResourcePatternTypes,
  ResourceTypes,
  stringDeserializers,
} from '@platformatic/kafka';
import type { Message } from '@platformatic/kafka';
import { linkedBodies } from '../../kit/testing/items.js';
import { makeTopic } from '../../../test/support/servers/kafka-topic.js';
import { uniqueName } from '../../../test/support/servers/shared.js';

type TextMessage = Message<string, string, string, string>;

const LATEST = ListOffsetTimestamps.LATEST;

export class TopicReader {
  readonly #messages: TextMessage[] = [];
  readonly #admin: Admin;
  readonly #consumer: Consumer<string, string, string, string>;

  private constructor(
    readonly topic: string,
    broker: string,
  ) {
    this.#admin = new Admin({ clientId: 'tests', bootstrapBrokers: [broker] });
    this.#consumer = new Consumer({
      clientId: 'tests',
      groupId: uniqueName('readers'),
      bootstrapBrokers: [broker],
      deserializers: stringDeserializers,
    });
  }

  /** @param broker a listener on which everybody may do everything */
  static async make(broker: string, configs: Readonly<Record<string, string>> = {}): Promise<TopicReader> {
    const reader = new TopicReader(uniqueName('events'), broker);
    await makeTopic(reader.#admin, reader.topic, configs);
    const stream = await reader.#consumer.consume({
      topics: [reader.topic],
      mode: 'earliest',
      maxWaitTime: 50,
      maxBytes: 64 << 20,
    });
    stream.on('data', (message) => reader.#messages.push(message));
    stream.on('error', () => undefined);
    return reader;
  }

  async allow(username: string, ...operations: (keyof typeof AclOperations)[]): Promise<void> {
    await this.#admin.createAcls({
      creations: operations.map((operation) => ({
        resourceType: ResourceTypes.TOPIC,
        resourceName: this.topic,
        resourcePatternType: ResourcePatternTypes.LITERAL,
        principal: `User:${username}`,
        host: '*',
        operation: AclOperations[operation],
        permissionType: AclPermissionTypes.ALLOW,
      })),
    });
  }

  /** Waits until everything that is in the topic now has been read. */
  async messages(): Promise<readonly TextMessage[]> {
    const partitions = [0, 1, 2].map((partitionIndex) => ({ partitionIndex, timestamp: LATEST }));
    const listed = await this.#admin.listOffsets({ topics: [{ name: this.topic, partitions }] });
    const count = listed.flatMap((one) => one.partitions).reduce((sum, { offset }) => sum + Number(offset), 0);
    while (this.#messages.length < count) await new Promise((resolve) => setTimeout(resolve, 10));
    return this.#messages;
  }

  /** Bodies of all events, links followed. */
  async bodies(): Promise<readonly string[]> {
    return (await this.messages()).map(({ value }) => {
      const { type, url = '' } = JSON.parse(value) as { type: string; url?: string };
      return type === 's3_payload' ? Buffer.from(linkedBodies.get(url) ?? '').toString() : value;
    });
  }

  async close(): Promise<void> {
    await this.#consumer.close(true);
    await this.#admin.close();
  }
}
