import { GetQueueAttributesCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { Problem } from '../../model/problem.js';
import { AMBIENT_ACTION } from '../kit/ambient.js';
import { withDeadline } from '../kit/deadline.js';
import { CheckList } from '../kit/check/check-list.js';
import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult } from '../kit/destination.js';
import { isUnheard, saysItself } from '../kit/own-problem.js';
import { classifySqs, entryProblem } from './classify.js';
import { targetOf } from './queue.js';
import type { QueueTarget } from './queue.js';
import type { SqsConfig } from './spec.js';

const REACH = 'reach SQS';
const LOG_IN = 'be known to AWS';
const FIND = 'find the queue';
const SEND = 'be allowed to send';
const SIZE = 'take messages of max_message_bytes';

const ACTIONS: Readonly<Record<string, string>> = {
  [REACH]: 'Check queue, region and endpoint, and that this server may connect there.',
  [LOG_IN]: 'Check access_key_id and secret_access_key in IAM, the role and its external id, and the clock of this server.',
  [FIND]: 'Check queue and region, and allow sqs:SendMessage on the queue.',
  [SEND]: 'Allow sqs:SendMessage on the queue to the key or role, in IAM and in the policy of the queue.',
  [SIZE]: 'Lower max_message_bytes, or raise MaximumMessageSize of the queue.',
};

/** An HTTP status without a word of SQS: anything may have answered. */
const STATUS = /^(?!401|403)\d{3}$/;
const NO_CREDENTIALS = /^(AMBIENT_|CredentialsProviderError)/;

const MOST_MS = 20_000;

const DENIED: ReadonlySet<string | undefined> = new Set(['AccessDenied', 'AccessDeniedException', '403']);
/** No queue of AWS takes U+FFFE, so no reader sees it; a stand-in that takes all has a message that can be read as JSON. */
const REFUSED_BODY = '{"type":"freehub-check","text":"\ufffe"}';
const REFUSAL = 'InvalidMessageContents';

const actionOf = (name: string, problem: Problem): string | undefined => {
  if (problem.code === 'AMBIENT_REFUSED') return AMBIENT_ACTION;
  return saysItself(problem) ? undefined : (ACTIONS[name] ?? '');
};

/** The queue's `MaximumMessageSize`; undefined when the credentials may not ask for it. @throws the SDK's error. */
async function limitOf(client: SQSClient, { url }: QueueTarget, abortSignal: AbortSignal): Promise<number | undefined> {
  try {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['MaximumMessageSize'] });
    const { Attributes: attributes } = await client.send(command, { abortSignal });
    const limit = Number(attributes?.MaximumMessageSize);
    return Number.isInteger(limit) ? limit : undefined;
  } catch (error) {
    if (!DENIED.has(classifySqs(error)?.code)) throw error;
    return undefined;
  }
}

/**
 * Sends what every queue refuses for its contents: who may not send hears of that instead.
 * @returns false when the queue has taken it after all
 * @throws the SDK's error, or the Problem of the entry
 */
async function mayNotBeTaken(client: SQSClient, { url, isFifo }: QueueTarget, abortSignal: AbortSignal): Promise<boolean> {
  const fifo = isFifo ? { MessageGroupId: 'freehub-check', MessageDeduplicationId: 'freehub-check' } : {};
  const command = new SendMessageBatchCommand({ QueueUrl: url, Entries: [{ Id: '0', MessageBody: REFUSED_BODY, ...fifo }] });
  try {
    const { Failed: [failure] = [] } = await client.send(command, { abortSignal });
    if (!failure) return false;
    const problem = entryProblem(failure.Code, failure.SenderFault);
    // Others than AWS have words of their own for the contents.
    if (problem.kind === 'payload') return true;
    throw problem;
  } catch (error) {
    // Some endpoints refuse the whole request for it.
    if (classifySqs(error)?.code === REFUSAL) return true;
    throw error;
  }
}

/** The named tests in order; the first that fails ends the list. No reader sees anything. @throws Problem canceled. */
export async function checkSqs(
  client: () => SQSClient,
  config: SqsConfig,
  signal: AbortSignal,
  watch?: CheckWatch,
): Promise<readonly CheckResult[]> {
  const target = targetOf(config);
  const list = new CheckList([REACH, LOG_IN, FIND, SEND, SIZE], watch);
  const told = { isFound: false };
  const found = (): void => {
    list.pass(REACH, LOG_IN, FIND);
    told.isFound = true;
  };
  const fail = (name: string, problem: Problem): readonly CheckResult[] => list.fail(name, problem, actionOf(name, problem));
  try {
    return await withDeadline(signal, MOST_MS, 'checking SQS', async (inner) => {
      const limit = await limitOf(client(), target, inner);
      // Its attributes show that it is there.
      if (limit !== undefined) found();
      const refused = await mayNotBeTaken(client(), target, inner);
      found();
      list.note(SEND, refused ? undefined : 'this queue takes what SQS refuses: a message of this check is in it');
      if (limit !== undefined && limit < config.max_message_bytes)
        return fail(SIZE, new Problem('config', `the queue takes messages of at most ${limit} bytes`));
      list.note(
        SIZE,
        limit === undefined
          ? 'the key may not ask for it (sqs:GetQueueAttributes): what is refused is sent as a link'
          : undefined,
      );
      return list.results;
    });
  } catch (error) {
    const problem = classifySqs(error) ?? Problem.from(error, 'checking SQS');
    if (problem.kind === 'canceled') throw problem;
    if (told.isFound) return fail(SEND, problem);
    if (isUnheard(problem) || STATUS.test(problem.code ?? ''))
      return fail(problem.code !== undefined && NO_CREDENTIALS.test(problem.code) ? LOG_IN : REACH, problem);
    list.pass(REACH);
    if (problem.kind === 'auth') return fail(LOG_IN, problem);
    list.pass(LOG_IN);
    return fail(FIND, problem);
  }
}
