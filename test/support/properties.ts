/**
 * Properties are tried with the same made-up values in each run, so that a red run is the change's doing and not luck's.
 * `npm run test:random` tries new ones; `PROPERTY_SEED` repeats what it found.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20_260_101) });
