import { isRestError } from '@azure/storage-blob';
import { Problem } from '../../model/problem.js';
import { classifyNetwork, errorCode } from '../kit/egress/network-errors.js';
import { answerProblem } from '../kit/egress/http-problem.js';
import { ownProblem } from '../kit/own-problem.js';
import { azureErrors } from './errors.js';

export interface AzureAnswer {
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;
}

/** To HEAD there is no body: then the code is in a header only. */
export function azureAnswer(error: unknown): AzureAnswer {
  if (!isRestError(error)) return { code: undefined, status: undefined, retryAfter: undefined };
  const { code, statusCode: status, response } = error;
  return {
    code: response?.headers.get('x-ms-error-code') ?? code,
    status,
    retryAfter: response?.headers.get('retry-after'),
  };
}

/** Errors of the SDK, of Azure and of the network below. Messages are never repeated: they name blobs. */
export function classifyAzure(error: unknown): Problem | undefined {
  const own = ownProblem(error);
  if (own) return own;
  const answer = azureAnswer(error);
  if (answer.status !== undefined) return answerProblem(azureErrors, answer, error);
  const network = errorCode(error) === undefined ? undefined : classifyNetwork(error, 'the storage account');
  if (network) return network;
  if (isRestError(error))
    return new Problem('transient', 'the storage account gave no answer', { code: 'NO_ANSWER', cause: error });
  return undefined;
}
