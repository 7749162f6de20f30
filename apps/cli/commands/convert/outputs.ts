/** Where results go: their names, and writing them whole or not at all. */
import { access, link, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Problem } from '../../../../model/problem.js';
import type { Input } from '../../files/inputs.js';
import { errorCode } from '../../runtime/error-code.js';

/** Endings that say what was in a file, not which one it is. */
const ENDINGS = /(?:\.fhir)?\.(?:fit|gpx|tcx|json|xml|zip)(?:\.gz|\.zip)?$|\.gz$/i;

export type Destination = { readonly folder: string } | { readonly file: string };

/** A folder when there is one of that name, the name ends in a slash, or there are several inputs; else a file. */
export async function destinationOf(out: string, several: boolean): Promise<Destination> {
  const found = await stat(out).catch(() => null);
  if (found?.isDirectory() === true) return { folder: out };
  if (!several && !/[\\/]$/.test(out)) return { file: out };
  if (found) throw new Problem('payload', `-o ${out}: several files need a folder, and this is a file`);
  return { folder: out };
}

/**
 * Those of `inputs` that stand where this run writes what it makes of the others: an earlier run made them, so that a folder can be converted into
 * itself again. Their names are those that `OutputNames` gives; an input that has `extension` itself accounts for none.
 */
export function madeBefore(inputs: readonly Input[], folder: string, extension: string): ReadonlySet<Input> {
  const stems = new Set<string>();
  for (const { place } of inputs) {
    if (place.endsWith(extension)) continue;
    const path = resolve(folder, place);
    stems.add(path).add(path.replace(ENDINGS, ''));
  }
  return new Set(
    inputs.filter(({ path }) => {
      if (path?.endsWith(extension) !== true) return false;
      const stem = resolve(path).slice(0, -extension.length);
      // With the number of a recording, and that of a copy.
      const numbered = stem.replace(/-\d+$/, '');
      return [stem, numbered, numbered.replace(/-\d+$/, '')].some((one) => stems.has(one));
    }),
  );
}

/** Names results, and sees to it that no two of one run have the same. */
export class OutputNames {
  private readonly taken = new Set<string>();

  constructor(
    private readonly destination: Destination,
    private readonly extension: string,
  ) {}

  /** @param place of the input (inputs.ts); further recordings of one file get `-2`, `-3` */
  pathOf(place: string, recording: number): string {
    const more = recording === 0 ? '' : `-${recording + 1}`;
    if ('file' in this.destination) {
      const { file } = this.destination;
      const dot = basename(file).lastIndexOf('.');
      const stem = dot <= 0 ? file : join(dirname(file), basename(file).slice(0, dot));
      return this.take(more === '' ? file : `${stem}${more}${dot <= 0 ? '' : basename(file).slice(dot)}`);
    }
    const path = join(this.destination.folder, place);
    const stem = path.replace(ENDINGS, '');
    const free = [`${stem}${more}`, `${path}${more}`].find((candidate) => !this.taken.has(resolve(candidate + this.extension)));
    let name = free ?? `${path}${more}`;
    for (let copy = 2; this.taken.has(resolve(name + this.extension)); copy++) name = `${path}${more}-${copy}`;
    return this.take(name + this.extension);
  }

  private take(path: string): string {
    this.taken.add(resolve(path));
    return path;
  }
}

/**
 * Whole or not at all: written beside it, then named. What is no file (a pipe, a device) is written into.
 * @throws Problem conflict when there is something and `force` is not set; payload when it cannot be written
 */
export async function writeWhole(path: string, bytes: Uint8Array, force: boolean): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    if (await isStream(path)) {
      await writeFile(path, bytes);
      return;
    }
    await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
      throw errorCode(error) === 'EEXIST'
        ? new Problem('payload', `${path} cannot be written: ${dirname(path)} is a file`, { cause: error })
        : error;
    });
    await writeFile(temporary, bytes, { flag: 'wx' });
    if (force) await rename(temporary, path);
    else await giveName(temporary, path);
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (errorCode(error) === 'EEXIST') throw exists(path);
    throw new Problem('payload', `${path} cannot be written (${errorCode(error) ?? 'no reason given'})`, { cause: error });
  } finally {
    // Where it cannot be written it cannot be deleted either, and the first reason is the one to tell.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

const exists = (path: string): Problem => new Problem('conflict', `${path} is there already: --force overwrites it`);

/** A link fails where there is something, in one step; file systems without links are asked first. */
async function giveName(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(errorCode(error) ?? '')) throw error;
    if (await isThere(path)) throw exists(path);
    await rename(temporary, path);
  }
}

/** A name in its place would be the end of `/dev/null`. */
const isStream = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => !found.isFile() && !found.isDirectory(),
    () => false,
  );

/** Whether writing there would overwrite something. */
export const isThere = async (path: string): Promise<boolean> =>
  !(await isStream(path)) &&
  (await access(path).then(
    () => true,
    () => false,
  ));
