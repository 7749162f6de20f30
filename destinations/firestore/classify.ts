import type { Problem } from '../../model/problem.js';
import { classifyNetwork } from '../kit/egress/network-errors.js';
import { innerProblem } from '../kit/own-problem.js';
import { firestoreErrors } from './errors.js';

/** gRPC's, by number (grpc.io, status codes). */
const STATUS_NAMES: readonly string[] = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/** The name of the gRPC status of an error; undefined for any other error. */
export const statusOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'number' ? STATUS_NAMES[error.code] : undefined;

/** Errors of the client and of Firestore, by code. The server's messages are never repeated: they quote documents. */
export function classifyFirestore(error: unknown): Problem | undefined {
  const inner = innerProblem(error);
  if (inner) return inner;
  const status = statusOf(error);
  if (status !== undefined) return firestoreErrors.problem(status, error, retryDelayMs(error));
  const network = classifyNetwork(error, 'the database');
  if (network) return network;
  // Google's token endpoint answers by HTTP status.
  return isTokenRefusal(error) ? firestoreErrors.problem('NO_TOKEN', error) : undefined;
}

const isTokenRefusal = (error: unknown): boolean =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status >= 400 && error.status < 500;

/** `google.rpc.RetryInfo` among the details of an error, in milliseconds. */
function retryDelayMs(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusDetails' in error) || !Array.isArray(error.statusDetails))
    return undefined;
  for (const detail of error.statusDetails as readonly unknown[]) {
    if (typeof detail !== 'object' || detail === null || !('retryDelay' in detail)) continue;
    const delay = detail.retryDelay;
    if (typeof delay !== 'object' || delay === null || !('seconds' in delay)) continue;
    const nanos = 'nanos' in delay ? Number(delay.nanos) : 0;
    const ms = Number(delay.seconds) * 1000 + Math.round(nanos / 1e6);
    if (Number.isFinite(ms) && ms >= 0) return ms;
  }
  return undefined;
}
