import { destinationRegistry } from '../../../../destinations/registry.js';
import { Problem } from '../../../../model/problem.js';
import type { DestinationRow } from '../../../../store/control/entities/destination.js';

/** Terra's rotation: the signature of the secret before travels beside the current one. */
export const CURRENT_SECRET = 'signing_secret';
export const PREVIOUS_SECRET = 'previous_signing_secret';

/** @throws Problem config */
export function assertSigns(row: DestinationRow): void {
  const { secrets } = destinationRegistry.get(row.kind);
  if (!secrets.includes(CURRENT_SECRET) || !secrets.includes(PREVIOUS_SECRET))
    throw new Problem('config', `a destination of kind ${row.kind} signs nothing; change its secrets by its config`);
}
