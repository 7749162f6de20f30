/** The two calls that this kind makes, without any repeat by the client. */
import { z } from 'zod';
import { MARK } from '../kit/documents/mark.js';
import type { Client } from './client.js';
import type { Fields } from './encode.js';

export type Write = { readonly set: string; readonly fields: Fields } | { readonly remove: string };

/** What Freehub left in a document or tombstone: its mark. */
export interface Held {
  /** Null for a document that Freehub did not write. */
  readonly mark: HeldMark | null;
}

/** An integer on the wire comes as a text, a number or a Long. */
const integer = z.object({ integerValue: z.union([z.number(), z.string(), z.object({ toString: z.function() })]) });
const text = z.object({ stringValue: z.string() });
const toNumber = integer.transform(({ integerValue }) => Number(String(integerValue)));
const toText = text.transform(({ stringValue }) => stringValue);
const markFields = z.object({
  key: toText,
  type: toText,
  user_id: toText,
  revision: toNumber,
  parts: toNumber.optional(),
});
export type HeldMark = Readonly<z.output<typeof markFields>>;

const answer = z.object({
  found: z
    .object({
      name: z.string(),
      fields: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
  transaction: z.instanceof(Uint8Array).nullish(),
});
const markValue = z.object({ mapValue: z.object({ fields: markFields }) });

export interface Snapshot {
  /** By path; a path that is not there is free. */
  readonly held: ReadonlyMap<string, Held>;
  readonly transaction: Uint8Array;
}

export class Database {
  readonly #client: Client;
  readonly #name: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;

  constructor(client: Client, name: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) {
    this.#client = client;
    this.#name = name;
    this.#headers = headers;
    this.signal = signal;
  }

  /**
   * Begins a transaction by reading the marks of these documents.
   * @param after the transaction that was aborted: Firestore gives its successor precedence
   */
  begin(paths: readonly string[], after: Uint8Array | undefined): Promise<Snapshot> {
    const prefix = `${this.#name}/documents/`;
    const stream = this.#client.batchGetDocuments(
      {
        database: this.#name,
        documents: paths.map((path) => prefix + path),
        mask: { fieldPaths: [MARK] },
        newTransaction: { readWrite: after ? { retryTransaction: after } : {} },
      },
      this.#callOptions(),
    );
    const stop = (): void => {
      stream.cancel();
    };
    this.signal.addEventListener('abort', stop, { once: true });
    const held = new Map<string, Held>();
    let transaction: Uint8Array = new Uint8Array();
    return new Promise<Snapshot>((resolve, reject) => {
      stream.on('data', (data: unknown) => {
        const response = answer.safeParse(data).data;
        if (response?.transaction && response.transaction.length > 0) transaction = response.transaction;
        if (!response?.found) return;
        const mark = markValue.safeParse(response.found.fields?.[MARK]).data;
        held.set(response.found.name.slice(prefix.length), { mark: mark?.mapValue.fields ?? null });
      });
      stream.on('error', reject);
      stream.on('end', () => {
        resolve({ held, transaction });
      });
    }).finally(() => {
      this.signal.removeEventListener('abort', stop);
    });
  }

  /** All or nothing. @param transaction absent = without one */
  async commit(writes: readonly Write[], transaction?: Uint8Array): Promise<void> {
    const prefix = `${this.#name}/documents/`;
    await this.#client.commit(
      {
        database: this.#name,
        writes: writes.map((write) =>
          'set' in write ? { update: { name: prefix + write.set, fields: write.fields } } : { delete: prefix + write.remove },
        ),
        ...(transaction ? { transaction } : {}),
      },
      this.#callOptions(),
    );
  }

  /** Frees the locks of a transaction that is not committed; nobody waits for it, Firestore does it by itself after a while. */
  rollback(transaction: Uint8Array): void {
    this.#client.rollback({ database: this.#name, transaction }, this.#callOptions()).catch(() => undefined);
  }

  #callOptions() {
    return {
      // No repeats: the caller decides.
      retry: null,
      retryRequestOptions: { retries: 0, noResponseRetries: 0 },
      timeout: CALL_TIMEOUT_MS,
      otherArgs: { headers: { 'google-cloud-resource-prefix': this.#name, ...this.#headers } },
    };
  }
}

/** Only to end calls that nobody waits for any more: the signal is the clock. */
const CALL_TIMEOUT_MS = 60_000;
