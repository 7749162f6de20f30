import { Problem } from '../../model/problem.js';
import { answerProblem } from '../kit/egress/http-problem.js';
import { classifyNetwork } from '../kit/egress/network-errors.js';
import { ownProblem } from '../kit/own-problem.js';
import { sqsErrors } from './errors.js';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const field = (of: unknown, name: string): unknown => (isObject(of) ? Reflect.get(of, name) : undefined);
const NAMELESS: ReadonlySet<string> = new Set(['Error', 'TypeError', 'Unknown', 'UnknownError', 'AggregateError', 'SyntaxError']);

/** A name of SQS in one form: some endpoints put a prefix before it. */
export const bareCode = (code: string): string => code.replace(/^(AWS\.SimpleQueueService\.|com\.amazonaws\.[a-z.]*#)/, '');

/** Errors of the SDK, of SQS, of STS and of the network below. Their messages are never repeated: they may quote the message sent. */
export function classifySqs(error: unknown): Problem | undefined {
  const own = ownProblem(error);
  if (own) return own;
  const name = field(error, 'name');
  // A socket's error keeps its code although the SDK gives it a name and metadata.
  const network = classifyNetwork(error, 'SQS');
  if (network) return network;
  const status = field(field(error, '$metadata'), 'httpStatusCode');
  const retryAfter = field(field(field(error, '$response'), 'headers'), 'retry-after');
  return answerProblem(
    sqsErrors,
    {
      code: typeof name === 'string' && !NAMELESS.has(name) ? bareCode(name) : undefined,
      status: typeof status === 'number' ? status : undefined,
      retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
    },
    error,
  );
}

/** What SQS says of one entry of a batch. An unknown fault of the sender is the message's. */
export function entryProblem(code: string | undefined, senderFault: boolean | undefined): Problem {
  const known = sqsErrors.problem(bareCode(code ?? ''), undefined);
  if (known) return known;
  return senderFault === true
    ? new Problem('payload', 'SQS refuses this message', { code })
    : new Problem('transient', 'SQS did not take this message', { code });
}
