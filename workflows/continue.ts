/** When a workflow starts its history afresh. */
import { allHandlersFinished, condition, workflowInfo } from '@temporalio/workflow';

/** Replay grows faster than linearly: at 11,000 events it takes half of a workflow task's time limit, at 1,000 a twentieth of a second. */
const EVENTS = 1_000;

export function historyIsLong(): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return historyLength > EVENTS || continueAsNewSuggested;
}

export const handlersAtRest = (): Promise<void> => condition(allHandlersFinished);
