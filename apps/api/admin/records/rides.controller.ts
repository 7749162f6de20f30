import { Controller, Headers, Inject, UseGuards } from '@nestjs/common';
import { type ConnectionId, asId } from '../../../../model/ids.js';
import { listStoredRecords } from '../../../../store/desk/rides.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE } from '../../../common/core.module.js';
import { Answer, type AnswerOf, type AnswersOf, type InputOf } from '../../http/contract/route.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import * as contract from '../contract/rides.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Environments } from '../http/environments.js';
import { pageOf, shownPage } from '../http/page.js';
import { RideReader, showListed } from './ride-reader.service.js';

const dateOrNull = (instant: string | undefined): Date | null => (instant === undefined ? null : new Date(instant));

/** Stored records of an environment, for people to look at. */
@Controller('admin')
@UseGuards(AdminGuard)
export class RidesController {
  constructor(
    private readonly environments: Environments,
    private readonly rides: RideReader,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  @Endpoint(contract.listStoredRecords)
  async list(
    @Input() { params, query }: InputOf<typeof contract.listStoredRecords>,
  ): Promise<AnswerOf<typeof contract.listStoredRecords>> {
    const filter = {
      type: query.type,
      connection: query.connection === undefined ? null : asId<ConnectionId>(query.connection),
      since: dateOrNull(query.since),
      until: dateOrNull(query.until),
    };
    const found = await listStoredRecords(this.db, await this.environments.idOf(params), filter, pageOf(query));
    return shownPage(found, (row) => showListed(row));
  }

  @Endpoint(contract.getStoredRecord)
  async get(@Input() { params }: InputOf<typeof contract.getStoredRecord>): Promise<AnswerOf<typeof contract.getStoredRecord>> {
    return this.rides.details(await this.nameOf(params));
  }

  @Endpoint(contract.getRecordSeries)
  async series(
    @Input() { params, query }: InputOf<typeof contract.getRecordSeries>,
    @Headers('accept-encoding') accepted: string | undefined,
  ): Promise<AnswersOf<typeof contract.getRecordSeries>> {
    const { bytes, encoding } = await this.rides.series(await this.nameOf(params), query.points, accepted);
    return new Answer(200, bytes, { vary: 'accept-encoding', ...(encoding !== null && { 'content-encoding': encoding }) });
  }

  private async nameOf(params: InputOf<typeof contract.getStoredRecord>['params']) {
    const { connection, type, key } = params;
    return { environmentId: await this.environments.idOf(params), connectionId: asId<ConnectionId>(connection), type, key };
  }
}
