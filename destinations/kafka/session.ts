import pLimit from 'p-limit';
import { Problem } from '../../model/problem.js';
import { withDeadline } from '../kit/deadline.js';
import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult, DeliveryItem, DestinationIo, DestinationSession, ItemResult } from '../kit/destination.js';
import { InFlight } from '../kit/in-flight.js';
import { cutIntoSends, place } from './batches.js';
import type { Placed } from './batches.js';
import { checkKafka } from './check.js';
import { classifyKafka } from './classify.js';
import { keyOf, messageOf, referenceOf } from './message.js';
import type { KafkaMessage } from './message.js';
import { outcomeOf } from './outcome.js';
import { GuardedProducer } from './producer.js';
import type { KafkaConfig } from './spec.js';
import { describeTopic } from './topic.js';

const SEND_MS = 40_000;
const MOST_LINKS_AT_ONCE = 16;
const TOO_LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

const isItems = ({ kind }: Problem): boolean => kind === 'payload';

/** One write: what is settled of it, and the signal that ends it. */
interface Write {
  readonly results: Map<number, ItemResult>;
  readonly signal: AbortSignal;
}

export class KafkaSession implements DestinationSession {
  readonly #config: KafkaConfig;
  readonly #io: DestinationIo;
  readonly #inFlight = new InFlight();
  readonly #links = pLimit(MOST_LINKS_AT_ONCE);
  /** One send after the other: batches of a partition stay in order, and a failed one leaves no gap in the producer's sequence. */
  readonly #sending = pLimit(1);
  #producer: GuardedProducer | undefined;

  constructor(config: KafkaConfig, io: DestinationIo) {
    this.#config = config;
    this.#io = io;
  }

  check(signal: AbortSignal, watch?: CheckWatch): Promise<readonly CheckResult[]> {
    return this.#inFlight.run(() => checkKafka(this.#open(), this.#config, signal, watch));
  }

  write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    return this.#inFlight.run(async () => {
      const write: Write = { results: new Map(), signal };
      const settled = await Promise.all(items.map((item, index) => this.#links(() => this.#message(item, index, write))));
      const messages = settled.filter((message) => message !== undefined);
      try {
        if (messages.length > 0) await this.#sending(() => this.#sendAll(messages, write));
      } catch (error) {
        const problem = await this.#explain(error);
        for (const { index } of messages) if (!write.results.has(index)) write.results.set(index, { ok: false, problem });
      }
      return items.map(
        (_item, index) =>
          write.results.get(index) ?? { ok: false, problem: new Problem('bug', 'an event was left out of every send') },
      );
    });
  }

  line(item: DeliveryItem): string {
    return `${this.#config.topic} ${keyOf(item, this.#config.key).toString()}`;
  }

  close(): Promise<void> {
    return this.#inFlight.close(() => {
      this.#drop();
      return Promise.resolve();
    });
  }

  #open(): GuardedProducer {
    return (this.#producer ??= new GuardedProducer(this.#config, this.#io));
  }

  #drop(): void {
    this.#producer?.destroy();
    this.#producer = undefined;
  }

  /** Undefined when it could not be made, which is then the item's result. */
  async #message(item: DeliveryItem, index: number, { results }: Write): Promise<KafkaMessage | undefined> {
    try {
      return await messageOf(item, index, this.#config);
    } catch (error) {
      results.set(index, { ok: false, problem: Problem.from(error, 'making a link to an event') });
      return undefined;
    }
  }

  async #sendAll(messages: readonly KafkaMessage[], write: Write): Promise<void> {
    const { topic, max_message_bytes } = this.#config;
    const metadata = await this.#within(write, (producer) => producer.metadata({ topics: [topic] }));
    const partitions = metadata.topics.get(topic)?.partitionsCount ?? 1;
    const placed = messages.map((message) => place(message, partitions));
    // What is not settled when a send fails is not sent: it would overtake what has to come again.
    for (const send of cutIntoSends(placed, max_message_bytes)) await this.#send(send, write);
  }

  async #send(send: readonly Placed[], write: Write): Promise<void> {
    if (send.length === 0) return;
    const { topic } = this.#config;
    const messages = send.map(({ message: { key, value, headers }, partition }) => ({ topic, key, value, headers, partition }));
    try {
      await this.#within(write, (producer) => producer.send({ messages }));
    } catch (error) {
      await this.#settleFailed(send, error, write);
      return;
    }
    this.#delivered(send, write);
  }

  #delivered(send: readonly Placed[], { results }: Write): void {
    for (const { message } of send) results.set(message.index, { ok: true, outcome: 'delivered' });
  }

  /** Batches that are stored are settled; a refused one is halved until only the message at fault is left. @throws any other failure. */
  async #settleFailed(send: readonly Placed[], error: unknown, write: Write): Promise<void> {
    const { stored, refused } = outcomeOf(error);
    const isStored = ({ partition }: Placed): boolean => stored.has(partition);
    this.#delivered(send.filter(isStored), write);
    const left = send.filter((one) => !isStored(one));
    const general = classifyKafka(error);
    const problemOf = ({ partition }: Placed): Problem | undefined => refused.get(partition) ?? general;
    const blocking = left.find((one) => {
      const problem = problemOf(one);
      return !problem || !isItems(problem);
    });
    if (blocking) throw problemOf(blocking) ?? error;
    const [only] = left;
    if (left.length === 1 && only) {
      await this.#refused(only, problemOf(only), write);
      return;
    }
    const middle = left.length >> 1;
    await this.#send(left.slice(0, middle), write);
    await this.#send(left.slice(middle), write);
  }

  /** An event that the topic finds too large after all goes as a link. */
  async #refused({ message, partition }: Placed, problem: Problem | undefined, write: Write): Promise<void> {
    if (!message.isReference && TOO_LARGE.has(problem?.code ?? '')) {
      const reference = await referenceOf(message.item, message.index, this.#config);
      await this.#send([{ message: reference, partition }], write);
      return;
    }
    write.results.set(message.index, {
      ok: false,
      problem: problem ?? new Problem('payload', 'Kafka refuses this message'),
    });
  }

  /** Runs a call of the client, which knows no abort: when it is stopped or takes too long its connections are cut. */
  async #within<Result>({ signal }: Write, call: (producer: GuardedProducer) => Promise<Result>): Promise<Result> {
    const producer = this.#open();
    try {
      return await withDeadline(signal, SEND_MS, 'writing to Kafka', () => call(producer), 0);
    } catch (error) {
      if (error instanceof Problem) this.#drop();
      throw error;
    }
  }

  /** The client's word for a topic that is not there has no code of its own: the broker is asked once more. */
  async #explain(error: unknown): Promise<Problem> {
    const problem = classifyKafka(error) ?? Problem.from(error, 'writing to Kafka');
    if (problem.code !== 'PLT_KFK_USER') return problem;
    try {
      await describeTopic(this.#open(), this.#config.topic);
      return problem;
    } catch (reason) {
      return classifyKafka(reason) ?? problem;
    }
  }
}
