import { Problem } from '../../model/problem.js';
import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult, DeliveryItem, DestinationIo, DestinationSession, ItemResult } from '../kit/destination.js';
import { markOf } from '../kit/documents/mark.js';
import { InFlight } from '../kit/in-flight.js';
import type { Row } from '../kit/rank.js';
import { writeRanked } from '../kit/write-ranked.js';
import type { Results } from '../kit/write-ranked.js';
import { checkFirestore } from './check.js';
import { classifyFirestore } from './classify.js';
import { FirestoreConnection } from './connection.js';
import type { Database } from './database.js';
import { placesOf } from './names.js';
import { prepare } from './prepare.js';
import type { Prepared } from './prepare.js';
import type { FirestoreConfig } from './spec.js';
import { writeTogether } from './transaction.js';

/** Beneath the 10 MiB that Firestore takes in a commit. */
const MAX_COMMIT_BYTES = 9.5 * (1 << 20);

/** Said of a server that has stumbled over one document as well as of one that is down. */
const MAYBE_ONE: ReadonlySet<string | undefined> = new Set(['UNKNOWN', 'INTERNAL']);

/** Enough to find the first two bad documents; a server that is down is not asked for each. */
const patienceFor = ({ length }: readonly Prepared[]): number => 2 * Math.ceil(Math.log2(length + 1)) + 2;

const asProblem = (error: unknown): Problem => classifyFirestore(error) ?? Problem.from(error, 'writing to the database');

export class FirestoreSession implements DestinationSession {
  readonly #connection: FirestoreConnection;
  readonly #config: FirestoreConfig;
  readonly #inFlight = new InFlight();

  constructor(config: FirestoreConfig, io: DestinationIo) {
    this.#config = config;
    this.#connection = new FirestoreConnection(config, io);
  }

  check(signal: AbortSignal, watch?: CheckWatch): Promise<readonly CheckResult[]> {
    return this.#inFlight.run(() => checkFirestore(this.#connection, this.#config, signal, watch));
  }

  write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    return this.#inFlight.run(() => writeRanked(items, (rows, results) => this.#writeRows(rows, results, signal), asProblem));
  }

  line(item: DeliveryItem): string {
    return `${item.op === 'delete' ? 'delete' : 'set'} ${placesOf(this.#config.collection, item, markOf(item)).terra}`;
  }

  close(): Promise<void> {
    return this.#inFlight.close(() => this.#connection.close());
  }

  async #writeRows(rows: readonly Row[], results: Results, signal: AbortSignal): Promise<void> {
    const prepared: Prepared[] = [];
    for (const row of rows) {
      try {
        prepared.push(await prepare(row, this.#config.collection));
      } catch (error) {
        results.set(row.index, { ok: false, problem: asProblem(error) });
      }
    }
    for (const group of groupsOf(prepared)) await this.#writeGroup(group, results, signal);
  }

  /** @param patience what is left of failed tries without a success between them, while a document that the server fails on is looked for */
  async #writeGroup(
    group: readonly Prepared[],
    results: Results,
    signal: AbortSignal,
    patience = { most: patienceFor(group), left: patienceFor(group) },
  ): Promise<void> {
    try {
      const written = await this.#connection.use(signal, (database: Database) => writeTogether(database, group));
      patience.left = patience.most;
      for (const [{ row }, result] of written) results.set(row.index, result);
    } catch (error) {
      const problem = asProblem(error);
      // A commit is refused as a whole for one document: halved until that one is alone.
      const maybeOne = MAYBE_ONE.has(problem.code) && patience.left > 0;
      if ((problem.kind === 'payload' || maybeOne) && group.length > 1) {
        patience.left -= 1;
        const middle = Math.ceil(group.length / 2);
        await this.#writeGroup(group.slice(0, middle), results, signal, patience);
        await this.#writeGroup(group.slice(middle), results, signal, patience);
        return;
      }
      for (const { row } of group) results.set(row.index, { ok: false, problem });
    }
  }
}

function groupsOf(all: readonly Prepared[]): Prepared[][] {
  const groups: Prepared[][] = [];
  let bytes = Infinity;
  for (const prepared of all) {
    if (bytes + prepared.bytes > MAX_COMMIT_BYTES) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(prepared);
    bytes += prepared.bytes;
  }
  return groups;
}
