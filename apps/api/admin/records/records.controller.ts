import { Controller, Inject, UseGuards } from '@nestjs/common';
import { PRIORITY } from '../../../../model/delivery.js';
import { type ConnectionId, asId } from '../../../../model/ids.js';
import { writeAudit } from '../../../../store/control/audit.js';
import { listRecords } from '../../../../store/control/records.js';
import { userOf } from '../../../../store/control/users.js';
import { type Database, transaction } from '../../../../store/database.js';
import { commitSync } from '../../../../store/sync/commit.js';
import { DATABASE } from '../../../common/core.module.js';
import { ActivityFiles, fileHeaders } from '../../files/activity-files.service.js';
import { Answer, type AnswerOf, type InputOf } from '../../http/contract/route.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import * as contract from '../contract/records.js';
import { AdminGuard } from '../http/admin.guard.js';
import { actor } from '../http/actor.js';
import { Environments } from '../http/environments.js';
import { iso, pageOf, shownPage } from '../http/page.js';
import { Nudger } from '../nudger.service.js';
import { deleteRecord } from './delete-record.js';
import { packUpload } from './pack-upload.js';

/** What is stored of users: read by an operator, or sent from elsewhere than a provider. */
@Controller('admin')
@UseGuards(AdminGuard)
export class RecordsController {
  constructor(
    private readonly environments: Environments,
    private readonly nudger: Nudger,
    private readonly files: ActivityFiles,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  @Endpoint(contract.listRecords)
  async list(@Input() { params, query }: InputOf<typeof contract.listRecords>): Promise<AnswerOf<typeof contract.listRecords>> {
    const connectionId = asId<ConnectionId>(params.connection);
    await userOf(this.db, await this.environments.idOf(params), connectionId);
    const found = await listRecords(this.db, { connectionId, type: query.type ?? null }, pageOf(query));
    return shownPage(found, ({ key, type, startTime, endTime, revision, deleted, bytes, updatedAt }) => ({
      ...{ key, type, revision, deleted, bytes },
      start_time: startTime,
      end_time: endTime,
      updated_at: iso(updatedAt),
    }));
  }

  @Endpoint(contract.getRecordFile)
  async file(@Input() { params, query }: InputOf<typeof contract.getRecordFile>) {
    const connection = await userOf(this.db, await this.environments.idOf(params), asId<ConnectionId>(params.connection));
    const file = await this.files.ofRecord(connection, params.type, params.key, query.format);
    return new Answer(200, file.bytes, fileHeaders(file));
  }

  @Endpoint(contract.deleteRecord)
  async remove(@Input() { params }: InputOf<typeof contract.deleteRecord>): Promise<AnswerOf<typeof contract.deleteRecord>> {
    const environmentId = await this.environments.idOf(params);
    const connectionId = asId<ConnectionId>(params.connection);
    await userOf(this.db, environmentId, connectionId);
    const { type, key } = params;
    this.nudger.destinations(
      await transaction(this.db, (tx) => deleteRecord(tx, { environmentId, connectionId, type, key }, actor())),
    );
    return { done: true };
  }

  /** Stored as a sync stores them, and so delivered like everything else. */
  @Endpoint(contract.uploadRecords)
  async upload(
    @Input() { params, body }: InputOf<typeof contract.uploadRecords>,
  ): Promise<AnswerOf<typeof contract.uploadRecords>> {
    const environmentId = await this.environments.idOf(params);
    const connectionId = asId<ConnectionId>(params.connection);
    await userOf(this.db, environmentId, connectionId);
    const records = await packUpload(body.type, body.data);
    const { changed, destinationIds } = await transaction(this.db, async (tx) => {
      // One that is being erased is gone when this goes on.
      await tx.query(`SELECT 1 FROM connection WHERE id = $1 FOR NO KEY UPDATE`, [connectionId]);
      await userOf(tx, environmentId, connectionId);
      await writeAudit(tx, {
        environmentId,
        actor: actor(),
        action: 'connection.records_uploaded',
        subject: connectionId,
        detail: { type: body.type, count: records.length },
      });
      return commitSync(tx, {
        connectionId,
        environmentId,
        records,
        raws: [],
        notices: [],
        priority: PRIORITY.live,
        backfillId: null,
        covered: null,
        leaseToken: null,
        polledUntilMs: null,
        nextPollMs: null,
      });
    });
    this.nudger.destinations(destinationIds);
    return { keys: records.map(({ key }) => key), changed };
  }
}
