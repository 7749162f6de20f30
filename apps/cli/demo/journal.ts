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

export class Journal {
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

  /** The first time that a ride came. */
  find(ride: string): ReceivedRide | undefined {
    return this.#rides.get(ride);
  }

  /** Different rides. */
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
    const revision = `${received.ride} ${received.ordering}`;
    if (this.#seen.has(revision)) this.#repeats++;
    this.#seen.add(revision);
    if (!this.#rides.has(received.ride)) this.#rides.set(received.ride, received);
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
