/** A queue of a test's own on the shared server, and all that was ever in it. */
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Message } from '@aws-sdk/client-sqs';
import { sharedSqs, uniqueName } from '../../../test/support/servers/shared.js';
import { linkedBodies } from '../../kit/testing/items.js';

export const ACCOUNT = '000000000000';

export class QueueReader {
  readonly #messages: Message[] = [];
  private constructor(
    readonly name: string,
    readonly endpoint: string,
    readonly region: string,
    private readonly client: SQSClient,
  ) {}

  static async make({ fifo = false, attributes = {} } = {}): Promise<QueueReader> {
    const { endpoint, region } = await sharedSqs();
    const name = `${uniqueName('events')}${fifo ? '.fifo' : ''}`;
    const credentials = { accessKeyId: 'tests', secretAccessKey: 'tests' };
    const client = new SQSClient({ endpoint, region, credentials, useQueueUrlAsEndpoint: false });
    await client.send(
      new CreateQueueCommand({ QueueName: name, Attributes: { ...attributes, ...(fifo ? { FifoQueue: 'true' } : {}) } }),
    );
    return new QueueReader(name, endpoint, region, client);
  }

  get url(): string {
    return `${this.endpoint}/${ACCOUNT}/${this.name}`;
  }

  async messages(): Promise<readonly Message[]> {
    for (;;) {
      const { Messages: found = [] } = await this.client.send(
        new ReceiveMessageCommand({
          QueueUrl: this.url,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }),
      );
      if (found.length === 0) return this.#messages;
      this.#messages.push(...found);
      const entries = found.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await this.client.send(new DeleteMessageBatchCommand({ QueueUrl: this.url, Entries: entries }));
    }
  }

  /** Bodies of all events, links followed. */
  async bodies(): Promise<readonly string[]> {
    return (await this.messages()).map(({ Body: text = '' }) => {
      const { type, url = '' } = JSON.parse(text) as { type: string; url?: string };
      return type === 's3_payload' ? Buffer.from(linkedBodies.get(url) ?? '').toString() : text;
    });
  }

  close(): void {
    this.client.destroy();
  }
}
