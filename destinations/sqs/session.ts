import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { SendMessageBatchCommandOutput, SQSClient } from '@aws-sdk/client-sqs';
import pLimit from 'p-limit';
import { Problem } from '../../model/problem.js';
import { withDeadline } from '../kit/deadline.js';
import type { CheckResult, DeliveryItem, DestinationIo, DestinationSession, ItemResult } from '../kit/destination.js';
import { InFlight } from '../kit/in-flight.js';
import { checkSqs } from './check.js';
import { classifySqs, entryProblem } from './classify.js';
import { sqsClient } from './client.js';
import { cutIntoBatches, messageOf, referenceOf } from './message.js';
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

  check(signal: AbortSignal): Promise<readonly CheckResult[]> {
    return this.#inFlight.run(() => checkSqs(() => this.#open(), this.#config, signal));
  }

  write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    return this.#inFlight.run(async () => {
      const write: Write = { results: new Map(), signal };
      const made = await Promise.all(items.map((item, index) => this.#links(() => this.#message(item, index, write))));
      const batches = cutIntoBatches(
        made.filter((message) => message !== undefined),
        this.#config.max_message_bytes,
      );
      const held: { since: Problem | undefined } = { since: undefined };
      await Promise.all(
        batches.map((batch) =>
          this.#sending(async () => {
            // In a FIFO queue what comes after must not overtake what has to come again.
            if (this.#target.isFifo && held.since) this.#settle(batch, held.since, write);
            else held.since = (await this.#send(batch, write)) ?? held.since;
          }),
        ),
      );
      return items.map(
        (_item, index) =>
          write.results.get(index) ?? { ok: false, problem: new Problem('bug', 'an event was left out of every batch') },
      );
    });
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
  async #message(item: DeliveryItem, index: number, { results }: Write): Promise<SqsMessage | undefined> {
    try {
      return await messageOf(item, index, this.#config);
    } catch (error) {
      results.set(index, { ok: false, problem: Problem.from(error, 'making a link to an event') });
      return undefined;
    }
  }

  #settle(batch: readonly SqsMessage[], problem: Problem, { results }: Write): void {
    for (const { index } of batch) results.set(index, { ok: false, problem });
  }

  /** Settles every message of the batch. @returns the trouble that is not a message's own, if there was any */
  async #send(batch: readonly SqsMessage[], write: Write): Promise<Problem | undefined> {
    try {
      return await this.#settleEntries(batch, await this.#exchange(batch, write.signal), write);
    } catch (error) {
      const problem = classifySqs(error) ?? Problem.from(error, 'sending to SQS');
      if (problem.kind !== 'payload') {
        this.#settle(batch, problem, write);
        return problem;
      }
      const [only] = batch;
      if (batch.length === 1 && only) return this.#refused(only, problem, write);
      const middle = batch.length >> 1;
      const first = await this.#send(batch.slice(0, middle), write);
      return (await this.#send(batch.slice(middle), write)) ?? first;
    }
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
  ): Promise<Problem | undefined> {
    const taken = new Set(sent.map(({ Id }) => Id));
    const failures = new Map(failed.map((entry) => [entry.Id, entry]));
    let trouble: Problem | undefined;
    for (const [position, message] of batch.entries()) {
      const id = String(position);
      if (taken.has(id)) {
        write.results.set(message.index, { ok: true, outcome: 'delivered' });
        continue;
      }
      const failure = failures.get(id);
      const problem = entryProblem(failure?.Code, failure?.SenderFault);
      if (problem.kind === 'payload') trouble = (await this.#refused(message, problem, write)) ?? trouble;
      else {
        this.#settle([message], problem, write);
        trouble = problem;
      }
    }
    return trouble;
  }

  /** An event that the queue finds too large after all goes as a link. */
  async #refused(message: SqsMessage, problem: Problem, write: Write): Promise<Problem | undefined> {
    if (message.isReference || !MAYBE_TOO_LARGE.has(problem.code ?? '')) {
      this.#settle([message], problem, write);
      return undefined;
    }
    try {
      return await this.#send([await referenceOf(message.item, message.index, this.#config)], write);
    } catch (error) {
      const trouble = Problem.from(error, 'making a link to an event');
      this.#settle([message], trouble, write);
      return trouble;
    }
  }
}
