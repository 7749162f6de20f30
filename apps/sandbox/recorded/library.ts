/** A folder of FIT files as a source of rides. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeRide, type Athlete, type DecodedRide } from './decode.js';

export interface Library {
  /** Names of the files that can be served, sorted. */
  readonly files: readonly string[];
  /** Files that cannot, and why. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  /** @throws Error when the file is gone or was never readable. */
  readonly read: (file: string) => DecodedRide;
  readonly bytes: (file: string) => Buffer;
}

/** Decoded files kept at hand: 4 bytes in the file are about 40 in memory, so not all of them. */
const KEPT = 16;

/** Reads every `.fit` file once. @throws Error when the folder cannot be read or holds none that can be served. */
export function openLibrary(folder: string, athlete: Athlete): Library {
  const kept = new Map<string, DecodedRide>();
  const bytes = (file: string): Buffer => readFileSync(join(folder, file));
  const read = (file: string): DecodedRide => {
    const ride = kept.get(file) ?? decodeRide(bytes(file), athlete);
    kept.delete(file);
    kept.set(file, ride);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return ride;
  };
  const skipped: { file: string; reason: string }[] = [];
  const files = list(folder).filter((file) => {
    try {
      read(file);
      return true;
    } catch (error) {
      skipped.push({ file, reason: error instanceof Error ? error.message : String(error) });
      return false;
    }
  });
  if (files.length === 0)
    throw new Error(`no FIT activity in ${folder}${skipped.map(({ file, reason }) => `\n  ${file}: ${reason}`).join('')}`);
  return { files, skipped, read, bytes };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.toLowerCase().endsWith('.fit'))
      .sort();
  } catch (error) {
    throw new Error(`the folder of rides cannot be read: ${folder}`, { cause: error });
  }
}
