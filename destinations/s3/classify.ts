import { Problem } from '../../model/problem.js';
import { classifyNetwork, errorCode } from '../kit/egress/network-errors.js';
import { answerProblem } from '../kit/egress/http-problem.js';
import { ownProblem } from '../kit/own-problem.js';
import { s3Errors } from './errors.js';

/** What an error of the AWS SDK says of itself; fields that are not there are undefined. */
export interface S3Answer {
  /** `Unknown` and `UnknownError` (an answer without a body, as to HEAD) are left out. */
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;
}

const NAMELESS: ReadonlySet<string> = new Set(['Error', 'TypeError', 'Unknown', 'UnknownError', 'AbortError', 'TimeoutError']);
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

export function s3Answer(error: unknown): S3Answer {
  if (!isObject(error)) return { code: undefined, status: undefined, retryAfter: undefined };
  const meta = '$metadata' in error && isObject(error.$metadata) ? error.$metadata : {};
  const response = '$response' in error && isObject(error.$response) ? error.$response : {};
  const headers = 'headers' in response && isObject(response.headers) ? response.headers : {};
  const retryAfter = 'retry-after' in headers ? headers['retry-after'] : undefined;
  return {
    code: 'name' in error && typeof error.name === 'string' && !NAMELESS.has(error.name) ? error.name : undefined,
    status: 'httpStatusCode' in meta && typeof meta.httpStatusCode === 'number' ? meta.httpStatusCode : undefined,
    retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
  };
}

/** Errors of the SDK, of S3, of STS and of the network below. Messages of the store are never repeated: they name objects. */
export function classifyS3(error: unknown): Problem | undefined {
  const own = ownProblem(error);
  if (own) return own;
  // A socket's error keeps its code although the SDK gives it a name and metadata.
  const network = errorCode(error) === undefined ? undefined : classifyNetwork(error, 'the bucket');
  if (network) return network;
  if (error instanceof Error && error.name === 'TimeoutError')
    return new Problem('transient', 'the bucket did not answer in time', { code: 'ETIMEDOUT', cause: error });
  return answerProblem(s3Errors, s3Answer(error), error);
}
