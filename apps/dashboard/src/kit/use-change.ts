/** A change by the api: says when it is done or refused, and lets what it touched be asked again. */
import { type QueryKey, type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { tellDone, tellError } from './tell.js';

export interface Change<Input, Answer> {
  readonly run: (input: Input) => Promise<Answer>;
  /** What to say afterwards; nothing without. */
  readonly done?: string | ((answer: Answer) => string);
  /** Keys of queries, or how they begin. */
  readonly touches: readonly QueryKey[];
  readonly onDone?: (answer: Answer) => void;
}

export function useChange<Input = void, Answer = unknown>({
  run,
  done,
  touches,
  onDone,
}: Change<Input, Answer>): UseMutationResult<Answer, unknown, Input> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: (answer) => {
      for (const queryKey of touches) void client.invalidateQueries({ queryKey });
      if (done !== undefined) tellDone(typeof done === 'string' ? done : done(answer));
      onDone?.(answer);
    },
    onError: tellError,
  });
}
