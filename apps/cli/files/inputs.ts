/** Which files are meant. */
import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { Problem } from '../../../model/problem.js';
import { printable } from '../output/printable.js';

export const STANDARD_STREAM = '-';

export interface Input {
  /** As it is told to people. */
  readonly name: string;
  /** Null = standard input. */
  readonly path: string | null;
  /** Below the folder that was given; for a file, its name alone. */
  readonly place: string;
}

/** In folders only these are taken, for what lies beside rides (notes, pictures) is no mistake. */
const TAKEN = /\.(?:fit|gpx|tcx|json)(?:\.gz|\.zip)?$|\.zip$/i;

export interface Inputs {
  readonly inputs: readonly Input[];
  /** Whether a folder was among what was given. */
  readonly folders: boolean;
  /** What in folders was not taken: files of other kinds, links that lead nowhere, devices. */
  readonly skipped: number;
}

/**
 * Folders recursively and in order of names, without hidden files and without `outFolder` below them.
 * @throws Problem missing for what is not there, payload for what is neither file nor folder
 */
export async function inputsOf(given: readonly string[], outFolder: string): Promise<Inputs> {
  const inputs: Input[] = [];
  let folders = false;
  let skipped = 0;
  for (const name of given) {
    if (name === STANDARD_STREAM) {
      inputs.push({ name: 'standard input', path: null, place: 'stdin' });
      continue;
    }
    const found = await stat(name).catch((error: unknown) => {
      throw new Problem('missing', `${printable(name)}: cannot be opened`, { cause: error });
    });
    if (!found.isDirectory()) {
      inputs.push({ name, path: name, place: name.split(sep).at(-1) ?? name });
      continue;
    }
    folders = true;
    for await (const { path, readable, closed = false } of filesBelow(name, resolve(outFolder)))
      if (closed || (readable && TAKEN.test(path))) inputs.push({ name: path, path, place: relative(name, path) });
      else skipped++;
  }
  return { inputs, folders, skipped };
}

interface Found {
  readonly path: string;
  /** Whether there is a file behind it. */
  readonly readable: boolean;
  /** A folder that cannot be looked into: whoever reads it says why. */
  readonly closed?: true;
}

async function* filesBelow(folder: string, without: string): AsyncGenerator<Found> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (entries === null) {
    yield { path: folder, readable: false, closed: true };
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || resolve(path) === without) continue;
    if (entry.isDirectory()) yield* filesBelow(path, without);
    else {
      const found = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry;
      // Links to folders are not followed: they can go in circles.
      if (found?.isDirectory() !== true) yield { path, readable: found?.isFile() === true };
    }
  }
}
