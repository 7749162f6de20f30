/** gpsbabel (Debian), which has nothing in common with our readers. */
import { run } from '../conformance/support/run.js';

export interface Points {
  /** Unix seconds. */
  readonly seconds: readonly number[];
  /** By its names of columns; a value of 0 is an empty cell, and so is none: both are 0 here. No place is 0, 0. */
  readonly numbers: (name: string) => readonly number[];
}

/** @param format as `-i` has it */
export async function pointsIn(path: string, format: string): Promise<Points> {
  // `-t`: without it no track is written.
  const { code, stdout, stderr } = await run('gpsbabel', ['-t', '-i', format, '-f', path, '-o', 'unicsv,utc=0', '-F', '-']).catch(
    (error: unknown) => {
      throw new Error('gpsbabel is needed to check files: `node tools/prepare.mjs` installs it on Debian', { cause: error });
    },
  );
  if (code !== 0 || stderr !== '') throw new Error(`gpsbabel ended with ${String(code)}: ${stderr}`);
  const [head = '', ...lines] = stdout.trim().split('\n');
  const names = head.trim().split(',');
  const rows = lines.map((line) => line.trim().split(','));
  const cells = (name: string): string[] => rows.map((row) => row[names.indexOf(name)] ?? '');
  const times = cells('Time');
  return {
    seconds: cells('Date').map((date, i) => Date.parse(`${date.replaceAll('/', '-')}T${(times[i] ?? '').slice(0, 8)}Z`) / 1000),
    numbers: (name) => cells(name).map((cell) => Number(cell) || 0),
  };
}
