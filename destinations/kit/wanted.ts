/** What is not to be sent any more by the time that its turn comes: its destination was paused or changed, its user disconnected. */
import { Problem } from '../../model/problem.js';
import type { DeliveryItem } from './destination.js';

const CODE = 'NOT_WANTED';

export const unwanted = (): Problem => new Problem('canceled', 'sending it was called off before its turn came', { code: CODE });

export const isUnwanted = (problem: Problem): boolean => problem.kind === 'canceled' && problem.code === CODE;

/** For sessions that send one item after another: called right before each. @throws Problem canceled */
export function assertWanted(item: DeliveryItem): void {
  if (item.isWanted?.() === false) throw unwanted();
}
