/** The project's two interfaces, in the words of the layouts. */
import { PostgrestClient } from '@supabase/postgrest-js';
import { StorageClient } from '@supabase/storage-js';
import { z } from 'zod';
import type { DestinationIo } from '../kit/destination.js';
import type { WireRow } from './rows.js';
import { refusingFetch } from './refusal.js';
import type { SupabaseConfig } from './spec.js';

const answers = z.array(
  z.object({
    at: z.int(),
    /** `delivered`, `duplicate`, `stale`, or the SQLSTATE of a row that cannot be stored. */
    outcome: z.string(),
    /** Where the event has to be uploaded. */
    name: z.string().nullable(),
    /** Objects that nothing points to any more. */
    leftover: z.array(z.string()).nullable(),
  }),
);
export type Answer = z.output<typeof answers>[number];

export class Project {
  readonly #headers: Readonly<Record<string, string>>;

  constructor(
    private readonly config: SupabaseConfig,
    private readonly io: DestinationIo,
  ) {
    const { api_key: key } = config;
    // The new keys are no JWTs: as a bearer they are refused.
    const bearer = key.startsWith('sb_') ? {} : { Authorization: `Bearer ${key}` };
    this.#headers = { apikey: key, 'user-agent': io.userAgent, ...bearer };
  }

  /** @returns the answers by their `at`. @throws SupabaseRefusal, ZodError, errors of the network */
  async write(rows: readonly WireRow[], signal: AbortSignal): Promise<ReadonlyMap<number, Answer>> {
    const answer: { data: unknown } = await this.#database(signal).rpc('freehub_write', { rows }).throwOnError();
    return new Map(answers.parse(answer.data).map((one) => [one.at, one]));
  }

  /** Asks for no row. @throws when the table is not there or may not be read */
  async assertTable(table: string, signal: AbortSignal): Promise<void> {
    await this.#database(signal).from(table).select('*').limit(0).throwOnError();
  }

  async assertBucket(signal: AbortSignal): Promise<void> {
    const { error } = await this.#storage(signal).getBucket(this.config.bucket);
    if (error) throw error;
  }

  async upload(name: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const { error } = await this.#storage(signal)
      .from(this.config.bucket)
      .upload(name, bytes, { upsert: true, contentType: 'application/json' });
    if (error) throw error;
  }

  async remove(names: readonly string[], signal: AbortSignal): Promise<void> {
    const { error } = await this.#storage(signal)
      .from(this.config.bucket)
      .remove([...names]);
    if (error) throw error;
  }

  // Clients are plain objects; one a call, since Storage's takes no signal.
  #database(signal: AbortSignal) {
    return new PostgrestClient(`${this.config.project_url}/rest/v1`, {
      headers: this.#headers,
      schema: this.config.schema,
      fetch: refusingFetch(this.io, signal, false),
      retry: false,
    });
  }

  #storage(signal: AbortSignal): StorageClient {
    return new StorageClient(`${this.config.project_url}/storage/v1`, { ...this.#headers }, refusingFetch(this.io, signal, true));
  }
}
