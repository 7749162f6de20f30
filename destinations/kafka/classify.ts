import { Problem } from '../../model/problem.js';
import { classifyNetwork } from '../kit/egress/network-errors.js';
import { kafkaErrors } from './errors.js';

const TARGET = 'Kafka';
const CLIENT_CODE = /^PLT_KFK_/;

/** The error and all inside it: the client nests retries, brokers and causes in `errors` and `cause`. */
export function* errorsWithin(error: unknown, seen = new Set<unknown>()): Generator<object> {
  if (typeof error !== 'object' || error === null || seen.has(error)) return;
  seen.add(error);
  yield error;
  if ('errors' in error && Array.isArray(error.errors)) for (const inner of error.errors) yield* errorsWithin(inner, seen);
  if ('cause' in error) yield* errorsWithin(error.cause, seen);
}

const textOf = (error: object, name: 'apiId' | 'code'): string[] => {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? [value] : [];
};

/**
 * Errors of the client, the brokers and the network below. What a broker said counts more than what the network did, and what needs a person more
 * than what passes; the client's own `canRetry` is no help: it is true for a wrong password.
 */
export function classifyKafka(error: unknown): Problem | undefined {
  const all = [...errorsWithin(error)];
  const ours = all.find((one) => one instanceof Problem);
  if (ours) return ours;
  const said = all.flatMap((one) =>
    textOf(one, 'apiId').map(
      (id) => kafkaErrors.problem(id, error) ?? new Problem('transient', 'Kafka reports an error', { code: id, cause: error }),
    ),
  );
  const network = all
    .filter((one) => !textOf(one, 'code').some((code) => CLIENT_CODE.test(code)))
    .flatMap((one) => classifyNetwork(one, TARGET) ?? []);
  const found = [...said, ...network];
  const known = found.find(({ retryable }) => !retryable) ?? found[0];
  if (known) return known;
  const client = all.flatMap((one) => textOf(one, 'code')).filter((code) => CLIENT_CODE.test(code));
  // "Several" and "connection failed" say least.
  const code = client.findLast((one) => one !== 'PLT_KFK_MULTIPLE' && one !== 'PLT_KFK_NETWORK') ?? client[0];
  return code === undefined ? undefined : kafkaErrors.problem(code, error);
}
