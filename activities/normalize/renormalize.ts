/** Normalizes stored raw answers again: after a fix in a provider's normalizing, without asking the provider. */
import { zstdDecompressSync } from 'node:zlib';
import { PRIORITY } from '../../model/delivery.js';
import { type ConnectionId, type DestinationId, type EnvironmentId } from '../../model/ids.js';
import type { ItemRef, RawPart } from '../../providers/kit/items.js';
import type { DataType } from '../../providers/kit/provider.js';
import type { Database } from '../../store/database.js';
import { type StoredAnswer, answersOf, connectionsFrom, rawParts } from '../../store/sync/raw-answers.js';
import { commitSync } from '../../store/sync/commit.js';
import type { Packer } from './packer.js';

export interface RenormalizeScope {
  /** Null = all. */
  readonly environmentId: EnvironmentId | null;
  readonly connectionId: ConnectionId | null;
  /** Records that began in [startMs, endMs); null = no bound. What was never normalized goes by when it was fetched. */
  readonly startMs: number | null;
  readonly endMs: number | null;
}

export interface RenormalizeReport {
  /** Stored answers looked at. */
  readonly seen: number;
  /** Normalized differently than before, or for the first time. */
  readonly changed: number;
  readonly unchanged: number;
  /** Cannot be normalized (still). */
  readonly failed: number;
  /** The raw answers are past their retention. */
  readonly withoutRaw: number;
  readonly destinationIds: readonly DestinationId[];
}

/** Kept small: each holds whole rides in memory. */
const PAGE = 20;

export class Renormalize {
  constructor(
    private readonly db: Database,
    private readonly packer: Packer,
  ) {}

  /** Safe to repeat and to stop: what is stored is committed ride by ride. @param dryRun counts and stores nothing. */
  async run(
    scope: RenormalizeScope,
    dryRun: boolean,
    onProgress: (report: RenormalizeReport) => void = () => undefined,
  ): Promise<RenormalizeReport> {
    const count = { seen: 0, changed: 0, unchanged: 0, failed: 0, withoutRaw: 0 };
    const destinations = new Set<DestinationId>();
    const report = (): RenormalizeReport => ({ ...count, destinationIds: [...destinations] });
    for await (const connection of connectionsFrom(this.db, scope)) {
      for await (const answers of answersOf(this.db, connection.id, scope, PAGE)) {
        for (const answer of answers) {
          const outcome = await this.one(connection, answer, dryRun);
          count.seen++;
          count[outcome.became]++;
          for (const id of outcome.destinationIds) destinations.add(id);
        }
        onProgress(report());
      }
    }
    return report();
  }

  private async one(
    connection: { id: ConnectionId; environmentId: EnvironmentId; provider: string },
    answer: StoredAnswer,
    dryRun: boolean,
  ): Promise<{ became: 'changed' | 'unchanged' | 'failed' | 'withoutRaw'; destinationIds: readonly DestinationId[] }> {
    const none: readonly DestinationId[] = [];
    const stored = await rawParts(this.db, answer.rawIds);
    if (stored.length === 0 || stored.length < answer.rawIds.length) return { became: 'withoutRaw', destinationIds: none };
    const parts = stored.map(({ part, body }): RawPart => ({ part, bytes: zstdDecompressSync(body) }));
    const ref: ItemRef = { type: answer.type as DataType, id: answer.key, revision: answer.providerRevision };
    const { record } = await this.packer.pack(connection.provider, ref, parts);
    if (!record) return { became: 'failed', destinationIds: none };
    if (answer.contentHash && Buffer.compare(answer.contentHash, record.contentHash) === 0)
      return { became: 'unchanged', destinationIds: none };
    if (dryRun) return { became: 'changed', destinationIds: none };
    const { changed, destinationIds } = await commitSync(this.db, {
      connectionId: connection.id,
      environmentId: connection.environmentId,
      records: [{ ...record, op: 'upsert', rawIds: answer.rawIds }],
      raws: [],
      notices: [],
      // Behind whatever happens now.
      priority: PRIORITY.replay,
      backfillId: null,
      fromStoredAnswers: true,
      covered: null,
      leaseToken: null,
      polledUntilMs: null,
      nextPollMs: null,
    });
    // A newer answer came in between: it stays.
    return { became: changed > 0 ? 'changed' : 'unchanged', destinationIds };
  }
}
