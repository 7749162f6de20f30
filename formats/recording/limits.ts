/** How much one file may hold: a small one of empty parts must not fill the memory. */
import { Problem } from '../../model/problem.js';

/** Eleven days at one a second, a day at ten. */
export const MAX_SAMPLES = 1_000_000;
export const MAX_RECORDINGS = 1000;
export const MAX_LAPS = 20_000;
/** Tours are recorded day by day; a wrong byte in a time makes decades. */
export const LONGEST_SECONDS = 31 * 86_400;

/** Of a time that nobody can have recorded at. */
export const timeProblem = (message: string): Problem =>
  new Problem('payload', `${message}; check the clock of the device`, { code: 'RECORDING_TIME' });

/** @throws Problem payload FILE_TOO_LARGE */
export function checkCount(format: string, what: string, count: number, most: number): void {
  if (count > most)
    throw new Problem('payload', `the ${format} file has more than ${most} ${what}: split it`, { code: 'FILE_TOO_LARGE' });
}
