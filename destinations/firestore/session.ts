import { Problem } from '../../model/problem.js';
import type { CheckResult, DeliveryItem, DestinationIo, DestinationSession, ItemResult } from '../kit/destination.js';
import { InFlight } from '../kit/in-flight.js';
import { loserOutcome, rankByKey } from '../kit/rank.js';
import type { Row } from '../kit/rank.js';
import { checkFirestore } from './check.js';
import { classifyFirestore } from './classify.js';
import { FirestoreConnection } from './connection.js';
import type { Database } from './database.js';
import { prepare } from './prepare.js';
import type { Prepared } from './prepare.js';
import type { FirestoreConfig } from './spec.js';
import { writeTogether } from './transaction.js';

type Results = Map<number, ItemResult>;

/** Beneath the 10 MiB that Firestore takes in a commit. */
const MAX_COMMIT_BYTES = 9.5 * (1 << 20);

const failed = (error: unknown): ItemResult => ({
  ok: false,
  problem: classifyFirestore(error) ?? Problem.from(error, 'writing to the database'),
});

export class FirestoreSession implements DestinationSession {
  readonly #connection: FirestoreConnection;
  readonly #config: FirestoreConfig;
  readonly #inFlight = new InFlight();

  constructor(config: FirestoreConfig, io: DestinationIo) {
    this.#config = config;
    this.#connection = new FirestoreConnection(config, io);
  }

  check(signal: AbortSignal): Promise<readonly CheckResult[]> {
    return this.#inFlight.run(() => checkFirestore(this.#connection, this.#config, signal));
  }

  write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    return this.#inFlight.run(async () => {
      const results: Results = new Map();
      await this.#writeRows(
        items.map((item, index) => ({ index, item })),
        results,
        signal,
      );
      return items.map(
        (_item, index) => results.get(index) ?? failed(new Problem('bug', 'an event was left out of every write')),
      );
    });
  }

  close(): Promise<void> {
    return this.#inFlight.close(() => this.#connection.close());
  }

  async #writeRows(rows: readonly Row[], results: Results, signal: AbortSignal): Promise<void> {
    const { winners, losers } = rankByKey(rows);
    const prepared: Prepared[] = [];
    for (const row of winners) {
      try {
        prepared.push(await prepare(row, this.#config.collection));
      } catch (error) {
        results.set(row.index, failed(error));
      }
    }
    for (const group of groupsOf(prepared)) await this.#writeGroup(group, results, signal);
    const left: Row[] = [];
    for (const { row, winner } of losers) {
      if (results.get(winner.index)?.ok === true) results.set(row.index, { ok: true, outcome: loserOutcome(row, winner) });
      else left.push(row); // What should have replaced it could not be stored, so it has its turn.
    }
    if (left.length > 0) await this.#writeRows(left, results, signal);
  }

  async #writeGroup(group: readonly Prepared[], results: Results, signal: AbortSignal): Promise<void> {
    try {
      const written = await this.#connection.use(signal, (database: Database) => writeTogether(database, group));
      for (const [{ row }, result] of written) results.set(row.index, result);
    } catch (error) {
      const result = failed(error);
      // A commit is refused as a whole for one document: halved until that one is alone.
      if (!result.ok && result.problem.kind === 'payload' && group.length > 1) {
        const middle = Math.ceil(group.length / 2);
        await this.#writeGroup(group.slice(0, middle), results, signal);
        await this.#writeGroup(group.slice(middle), results, signal);
        return;
      }
      for (const { row } of group) results.set(row.index, result);
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
