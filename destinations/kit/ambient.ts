import { Problem } from '../../model/problem.js';
import type { DestinationIo } from './destination.js';

/** For a check that met AMBIENT_REFUSED. */
export const AMBIENT_ACTION =
  'Give credentials of the destination; or, where nobody but its operator sets destinations up, set FREEHUB_AMBIENT_CREDENTIALS to true.';

/** The credentials of the machine itself belong to the operator. @throws Problem config unless the operator lends them. */
export function assertAmbient(io: DestinationIo): void {
  if (io.ambientCredentials) return;
  throw new Problem(
    'config',
    'this server does not lend its own cloud credentials to destinations: give credentials of the destination, or ask its operator to set FREEHUB_AMBIENT_CREDENTIALS',
    { code: 'AMBIENT_REFUSED' },
  );
}
