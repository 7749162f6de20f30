/** What the receiver got, line by line in a file that outlives a restart: its word counts for the summary, not ours. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { z } from 'zod';
import { errorCode } from '../runtime/error-code.js';

const figure = z.number().nullable();
const line = z.object({
  /** When the last byte of the request was there (ISO 8601). */
  receivedAt: z.iso.datetime(),
  /** The same ride may come for several: an athlete can be connected twice, under two reference ids. */
  user: z.string(),
  ride: z.string(),
  /** `x-terra-ordering-timestamp`: another value is a newer revision of the ride. */
  ordering: z.string(),
  title: z.string().nullable(),
  startTime: z.string(),
  elapsedSeconds: figure,
  activeSeconds: figure,
  distanceMeters: figure,
  avgPowerWatts: figure,
  avgHeartRateBpm: figure,
});
export type ReceivedRide = Readonly<z.output<typeof line>>;

/** A ride of one user. */
export interface UserRide {
  readonly user: string;
  readonly ride: string;
}
export const keyOf = ({ user, ride }: UserRide): string => `${user} ${ride}`;

export class Journal {
  /** By user and ride, in the order of their first arrival. */
  readonly #rides = new Map<string, ReceivedRide>();
  readonly #seen = new Set<string>();
  #repeats = 0;

  private constructor(private readonly file: WriteStream) {}

  static async open(path: string): Promise<Journal> {
    await mkdir(dirname(path), { recursive: true });
    const lines = (await textOf(path)).split('\n');
    const file = createWriteStream(path, { flags: 'a', mode: 0o600 });
    await once(file, 'open');
    const journal = new Journal(file);
    // The end of a file that was cut off by a crash belongs to a request that was never answered.
    if (lines.at(-1) !== '') file.write('\n');
    for (const text of lines) {
      const known = read(text);
      if (known) journal.#note(known);
    }
    return journal;
  }

  /** Settles when the line is handed to the operating system: only then is the sender told. */
  async write(received: ReceivedRide): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.file.write(`${JSON.stringify(received)}\n`, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    this.#note(received);
  }

  /** The first time that a user's ride came. */
  find(of: UserRide): ReceivedRide | undefined {
    return this.#rides.get(keyOf(of));
  }

  /** Those that came after the first `count`. */
  after(count: number): readonly ReceivedRide[] {
    return count === this.#rides.size ? [] : [...this.#rides.values()].slice(count);
  }

  /** Different rides, by user. */
  get rides(): number {
    return this.#rides.size;
  }

  /** How often a revision of a ride came again. */
  get repeats(): number {
    return this.#repeats;
  }

  async close(): Promise<void> {
    this.file.end();
    await once(this.file, 'close');
  }

  #note(received: ReceivedRide): void {
    const key = keyOf(received);
    const revision = `${key} ${received.ordering}`;
    if (this.#seen.has(revision)) this.#repeats++;
    this.#seen.add(revision);
    if (!this.#rides.has(key)) this.#rides.set(key, received);
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}

function read(text: string): ReceivedRide | null {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
