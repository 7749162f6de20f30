import { Controller, Inject, UseGuards } from '@nestjs/common';
import { PRIORITY } from '../../../../model/delivery.js';
import { type ConnectionId, asId } from '../../../../model/ids.js';
import { writeAudit } from '../../../../store/control/audit.js';
import { userOf } from '../../../../store/control/users.js';
import { type Database, transaction } from '../../../../store/database.js';
import { commitSync } from '../../../../store/sync/commit.js';
import { DATABASE } from '../../../common/core.module.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import * as contract from '../contract/records.js';
import { AdminGuard } from '../http/admin.guard.js';
import { ACTOR, Environments } from '../http/environments.js';
import { Nudger } from '../nudger.service.js';
import { packUpload } from './pack-upload.js';

/** Records from elsewhere than a provider. */
@Controller('admin')
@UseGuards(AdminGuard)
export class RecordsController {
  constructor(
    private readonly environments: Environments,
    private readonly nudger: Nudger,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

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
        actor: ACTOR,
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
