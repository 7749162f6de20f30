import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { Problem } from '../../model/problem.js';
import { withDeadline } from '../kit/deadline.js';
import type { CheckResult } from '../kit/destination.js';
import { classifySqs } from './classify.js';
import { targetOf } from './queue.js';
import type { SqsConfig } from './spec.js';

const REACH = 'reach SQS';
const LOG_IN = 'be known to AWS';
const FIND = 'find the queue';
const SIZE = 'take messages of max_message_bytes';

const ACTIONS: Readonly<Record<string, string>> = {
  [REACH]: 'Check queue, region and endpoint, and that this server may connect there.',
  [LOG_IN]: 'Check access_key_id and secret_access_key in IAM, the role and its external id, and the clock of this server.',
  [FIND]: 'Check queue and region, and allow sqs:GetQueueUrl and sqs:SendMessage on the queue.',
  [SIZE]: 'Lower max_message_bytes, or raise MaximumMessageSize of the queue.',
};

const MOST_MS = 20_000;

/** The queue's `MaximumMessageSize`; undefined when the credentials may only find it. @throws the SDK's error. */
async function limitOf(client: SQSClient, config: SqsConfig, abortSignal: AbortSignal): Promise<number | undefined> {
  const { url, name, account } = targetOf(config);
  try {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['MaximumMessageSize'] });
    const { Attributes: attributes } = await client.send(command, { abortSignal });
    const limit = Number(attributes?.MaximumMessageSize);
    return Number.isInteger(limit) ? limit : undefined;
  } catch (error) {
    const code = classifySqs(error)?.code;
    if (code !== 'AccessDenied' && code !== 'AccessDeniedException' && code !== '403') throw error;
    await client.send(new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: account }), { abortSignal });
    return undefined;
  }
}

/** The named tests in order; the first that fails ends the list. Nothing is sent. @throws Problem canceled. */
export async function checkSqs(client: () => SQSClient, config: SqsConfig, signal: AbortSignal): Promise<CheckResult[]> {
  const passed = (...names: string[]): CheckResult[] => names.map((name) => ({ name, ok: true }));
  try {
    const limit = await withDeadline(signal, MOST_MS, 'checking SQS', (inner) => limitOf(client(), config, inner));
    const found = passed(REACH, LOG_IN, FIND);
    if (limit === undefined)
      return [
        ...found,
        {
          name: SIZE,
          ok: true,
          message: 'the key may not ask for it (sqs:GetQueueAttributes): what is refused is sent as a link',
        },
      ];
    if (limit >= config.max_message_bytes) return [...found, ...passed(SIZE)];
    return [
      ...found,
      { name: SIZE, ok: false, message: `the queue takes messages of at most ${limit} bytes`, action: ACTIONS[SIZE] ?? '' },
    ];
  } catch (error) {
    const problem = classifySqs(error) ?? Problem.from(error, 'checking SQS');
    if (problem.kind === 'canceled') throw problem;
    const answered = typeof status(error) === 'number';
    const before = !answered ? [] : problem.kind === 'auth' ? [REACH] : [REACH, LOG_IN];
    const name = !answered
      ? problem.kind === 'auth' || problem.code === 'AMBIENT_REFUSED'
        ? LOG_IN
        : REACH
      : problem.kind === 'auth'
        ? LOG_IN
        : FIND;
    // A refusal of ours says itself what to do; SQS has not even been asked.
    const action = /^(EGRESS_|AMBIENT_)/.test(problem.code ?? '') ? {} : { action: ACTIONS[name] ?? '' };
    return [...passed(...before), { name, ok: false, message: problem.message, ...action }];
  }
}

function status(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const meta = error.$metadata;
  return typeof meta === 'object' && meta !== null && 'httpStatusCode' in meta ? meta.httpStatusCode : undefined;
}
