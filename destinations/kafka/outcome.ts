/** What became of each partition of a send that failed: some may hold their batch all the same. */
import { protocolErrorsCodesById } from '@platformatic/kafka';
import { z } from 'zod';
import { Problem } from '../../model/problem.js';
import { errorsWithin } from './classify.js';
import { kafkaErrors } from './errors.js';

const produced = z.object({ produced: z.object({ offsets: z.array(z.object({ partition: z.int() })) }) });
const answered = z.object({
  response: z.object({
    responses: z.array(z.object({ partitionResponses: z.array(z.object({ index: z.int(), errorCode: z.int() })) })),
  }),
});
/** `DUPLICATE_SEQUENCE_NUMBER`: the first try had been stored. */
const STORED: ReadonlySet<number> = new Set([0, 46]);

/** A partition that is in neither did not answer. */
export interface SendOutcome {
  readonly stored: ReadonlySet<number>;
  readonly refused: ReadonlyMap<number, Problem>;
}

export function outcomeOf(error: unknown): SendOutcome {
  const stored = new Set<number>();
  const refused = new Map<number, Problem>();
  for (const one of errorsWithin(error)) {
    for (const { partition } of produced.safeParse(one).data?.produced.offsets ?? []) stored.add(partition);
    const answers = answered.safeParse(one).data?.response.responses.flatMap(({ partitionResponses }) => partitionResponses);
    for (const { index, errorCode } of answers ?? [])
      if (STORED.has(errorCode)) stored.add(index);
      else {
        const code = protocolErrorsCodesById[errorCode] ?? 'UNKNOWN_SERVER_ERROR';
        const cause = { cause: error, code };
        refused.set(index, kafkaErrors.problem(code, error) ?? new Problem('transient', 'Kafka reports an error', cause));
      }
  }
  return { stored, refused };
}
