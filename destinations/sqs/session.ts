import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { SendMessageBatchCommandOutput, SQSClient } from '@aws-sdk/client-sqs';
import pLimit from 'p-limit';
import { Problem } from '../../model/problem.js';
import { withDeadline } from '../kit/deadline.js';
import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult, DeliveryItem, DestinationIo, DestinationSession, ItemResult } from '../kit/destination.js';
import { InFlight } from '../kit/in-flight.js';
import { checkSqs } from './check.js';
import { classifySqs, entryProblem } from './classify.js';
import { sqsClient } from './client.js';
import { cutIntoBatches, cutIntoRounds, groupOf, messageOf, referenceOf } from './message.js';
import type { SqsMessage } from './message.js';
import { targetOf } from './queue.js';
import type { QueueTarget } from './queue.js';
import type { SqsConfig } from './spec.js';

const SEND_MS = 30_000;
const MOST_LINKS_AT_ONCE = 16;
const MOST_BATCHES_AT_ONCE = 8;
/** Names under which SQS may mean the length. */
const MAYBE_TOO_LARGE = new Set([
  'TOO_LARGE',
  'BatchRequestTooLong',
  'MessageTooLong',
  'InvalidParameterValue',
  'InvalidAttributeValue',
]);

interface Write {
  readonly results: Map<number, ItemResult>;
  readonly signal: AbortSignal;
  /** In a FIFO queue: groups with a message that has to come again, which those behind it must not overtake. */
  readonly held: Map<string, Problem>;
  /** In a FIFO queue: why a whole request failed; then nothing more is sent. */
  stopped: Problem | undefined;
}

export class SqsSession implements DestinationSession {
  readonly #config: SqsConfig;
  readonly #io: DestinationIo;
  readonly #target: QueueTarget;
  readonly #inFlight = new InFlight();
  readonly #links = pLimit(MOST_LINKS_AT_ONCE);
  /** A FIFO queue keeps the order in which batches come, so they come one by one. */
  readonly #sending;
  #client: SQSClient | undefined;

  constructor(config: SqsConfig, io: DestinationIo) {
    this.#config = config;
    this.#io = io;
    this.#target = targetOf(config);
    this.#sending = pLimit(this.#target.isFifo ? 1 : Math.min(io.concurrency ?? MOST_BATCHES_AT_ONCE, MOST_BATCHES_AT_ONCE));
  }

  check(signal: AbortSignal, watch?: CheckWatch): Promise<readonly CheckResult[]> {
    return this.#inFlight.run(() => checkSqs(() => this.#open(), this.#config, signal, watch));
  }

  write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    return this.#inFlight.run(async () => {
      const write: Write = { results: new Map(), signal, held: new Map(), stopped: undefined };
      const made = await Promise.all(items.map((item, index) => this.#links(() => this.#message(item, index, write))));
      const cut = this.#target.isFifo ? cutIntoRounds : cutIntoBatches;
      const batches = cut(
        made.filter((message) => message !== undefined),
        this.#config.max_message_bytes,
      );
      await Promise.all(batches.map((batch) => this.#sending(() => this.#sendFree(batch, write))));
      return items.map(
        (_item, index) =>
          write.results.get(index) ?? { ok: false, problem: new Problem('bug', 'an event was left out of every batch') },
      );
    });
  }

  line(item: DeliveryItem): string {
    return `SendMessageBatch ${this.#target.name}, group ${groupOf(item)}`;
  }

  close(): Promise<void> {
    return this.#inFlight.close(() => {
      // Its sockets are the guard's.
      this.#client = undefined;
      return Promise.resolve();
    });
  }

  #open(): SQSClient {
    return (this.#client ??= sqsClient(this.#config, this.#io));
  }

  /** Undefined when it could not be made, which is then the item's result. */
  async #message(item: DeliveryItem, index: number, { results, held }: Write): Promise<SqsMessage | undefined> {
    try {
      return await messageOf(item, index, this.#config);
    } catch (error) {
      const problem = Problem.from(error, 'making a link to an event');
      results.set(index, { ok: false, problem });
      if (problem.retryable) held.set(groupOf(item), problem);
      return undefined;
    }
  }

  #settle(batch: readonly SqsMessage[], problem: Problem, { results }: Write): void {
    for (const { index } of batch) results.set(index, { ok: false, problem });
  }

  /** Sends those that overtake nothing that has to come again; a standard queue has no order. */
  async #sendFree(batch: readonly SqsMessage[], write: Write): Promise<void> {
    const free: SqsMessage[] = [];
    for (const message of batch) {
      const held = this.#target.isFifo ? (write.stopped ?? write.held.get(message.groupId)) : undefined;
      if (held) this.#settle([message], held, write);
      else free.push(message);
    }
    if (free.length > 0) await this.#send(free, write);
  }

  /** Settles every message of the batch. */
  async #send(batch: readonly SqsMessage[], write: Write): Promise<void> {
    let answer: SendMessageBatchCommandOutput;
    try {
      answer = await this.#exchange(batch, write.signal);
    } catch (error) {
      const problem = classifySqs(error) ?? Problem.from(error, 'sending to SQS');
      const [only] = batch;
      if (problem.kind !== 'payload') {
        write.stopped = problem;
        this.#settle(batch, problem, write);
      } else if (batch.length === 1 && only) await this.#refused(only, problem, write);
      else {
        const middle = batch.length >> 1;
        await this.#send(batch.slice(0, middle), write);
        await this.#sendFree(batch.slice(middle), write);
      }
      return;
    }
    await this.#settleEntries(batch, answer, write);
  }

  #exchange(batch: readonly SqsMessage[], signal: AbortSignal) {
    const { url, isFifo } = this.#target;
    const entries = batch.map(({ body, attributes, groupId, deduplicationId }, position) => ({
      Id: String(position),
      MessageBody: body,
      MessageAttributes: attributes,
      // In a standard queue too: it is then fair among users.
      MessageGroupId: groupId,
      ...(isFifo ? { MessageDeduplicationId: deduplicationId } : {}),
    }));
    return withDeadline(signal, SEND_MS, 'sending to SQS', (abortSignal) =>
      this.#open().send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }), { abortSignal }),
    );
  }

  async #settleEntries(
    batch: readonly SqsMessage[],
    { Successful: sent = [], Failed: failed = [] }: SendMessageBatchCommandOutput,
    write: Write,
  ): Promise<void> {
    const taken = new Set(sent.map(({ Id }) => Id));
    const failures = new Map(failed.map((entry) => [entry.Id, entry]));
    for (const [position, message] of batch.entries()) {
      const id = String(position);
      if (taken.has(id)) {
        write.results.set(message.index, { ok: true, outcome: 'delivered' });
        continue;
      }
      const failure = failures.get(id);
      const problem = entryProblem(failure?.Code, failure?.SenderFault);
      if (problem.kind === 'payload') await this.#refused(message, problem, write);
      else this.#comesAgain(message, problem, write);
    }
  }

  #comesAgain(message: SqsMessage, problem: Problem, write: Write): void {
    this.#settle([message], problem, write);
    write.held.set(message.groupId, problem);
  }

  /** An event that the queue finds too large after all goes as a link. */
  async #refused(message: SqsMessage, problem: Problem, write: Write): Promise<void> {
    if (message.isReference || !MAYBE_TOO_LARGE.has(problem.code ?? '')) {
      this.#settle([message], problem, write);
      return;
    }
    try {
      await this.#send([await referenceOf(message.item, message.index, this.#config)], write);
    } catch (error) {
      this.#comesAgain(message, Problem.from(error, 'making a link to an event'), write);
    }
  }
}
