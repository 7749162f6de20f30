import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { FileReader } from '../../../activities/files/file-reader.js';
import type { ReadRecording } from '../../../activities/files/read-file.js';
import type { FileFormat } from '../../../formats/file.js';
import { PRIORITY } from '../../../model/delivery.js';
import { type ConnectionId, type EnvironmentId, newId } from '../../../model/ids.js';
import type { Settings } from '../../../settings/load.js';
import { writeAudit } from '../../../store/control/audit.js';
import { userOf } from '../../../store/control/users.js';
import { type Database, transaction } from '../../../store/database.js';
import { overlapping } from '../../../store/sync/overlapping.js';
import { commitSync } from '../../../store/sync/commit.js';
import { Waker } from '../../../store/wake.js';
import { DATABASE, SETTINGS } from '../../common/core.module.js';
import { WorkflowDriver } from '../../common/temporal/workflow-driver.js';

export interface TakenFile {
  readonly format: FileFormat;
  readonly activities: readonly (ReadRecording & {
    /** Other activities of the user at the same time: nothing is merged. */
    readonly overlaps: readonly string[];
  })[];
  /** How many of them are new or different. */
  readonly changed: number;
}

/** Stores an activity file for a user as a sync would, and so delivers it. The file itself is kept beside its records. */
@Injectable()
export class FileIntake implements OnApplicationShutdown {
  private readonly reader: FileReader;

  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly waker: Waker,
    private readonly driver: WorkflowDriver,
    @Inject(SETTINGS) { maxFileBytes }: Settings,
  ) {
    // Threads run compiled code only: from TypeScript, as in tests, files are read here.
    this.reader = new FileReader({ maxBytes: maxFileBytes, ...(import.meta.url.endsWith('.ts') && { threads: 0 }) });
  }

  /** @throws Problem missing (the user), payload with the code of what is wrong with the file, rate_limited */
  async take(environmentId: EnvironmentId, connectionId: ConnectionId, bytes: Uint8Array, actor: string): Promise<TakenFile> {
    await userOf(this.db, environmentId, connectionId);
    const { format, raw, recordings } = await this.reader.read(bytes);
    const { changed, destinationIds, overlaps } = await transaction(this.db, async (tx) => {
      // One that is being erased is gone when this goes on.
      await tx.query(`SELECT 1 FROM connection WHERE id = $1 FOR NO KEY UPDATE`, [connectionId]);
      await userOf(tx, environmentId, connectionId);
      const found = recordings.map(({ record }) => ({ ...raw, id: newId(), type: record.type, key: record.key }));
      const records = recordings.map(({ record }, index) => {
        const rawId = found[index]?.id;
        return { ...record, op: 'upsert' as const, rawIds: rawId === undefined ? [] : [rawId] };
      });
      await writeAudit(tx, {
        environmentId,
        actor,
        action: 'connection.file_uploaded',
        subject: connectionId,
        detail: { format, keys: records.map(({ key }) => key) },
      });
      const result = await commitSync(tx, {
        connectionId,
        environmentId,
        records,
        raws: found,
        notices: [],
        priority: PRIORITY.live,
        backfillId: null,
        covered: null,
        leaseToken: null,
        polledUntilMs: null,
        nextPollMs: null,
      });
      return { ...result, overlaps: await Promise.all(records.map((record) => overlapping(tx, connectionId, record))) };
    });
    for (const id of destinationIds) void this.driver.destination(id, 'nudge');
    this.waker.wake('delivery', [...destinationIds]);
    return {
      format,
      changed,
      activities: recordings.map((recording, index) => ({ ...recording, overlaps: overlaps[index] ?? [] })),
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.reader.close();
  }
}
