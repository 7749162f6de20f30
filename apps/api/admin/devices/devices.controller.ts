import { Controller, Inject, UseGuards } from '@nestjs/common';
import type { Database } from '../../../../store/database.js';
import { type WornDevice, listDevices } from '../../../../store/devices/devices.js';
import type { ManagerAccount } from '../../../../store/devices/manager-accounts.js';
import { DATABASE } from '../../../common/core.module.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import * as contract from '../contract/devices.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Environments } from '../http/environments.js';
import { iso, isoOrNull, pageOf, shownPage } from '../http/page.js';
import { Managers } from './manager.service.js';

@Controller('admin')
@UseGuards(AdminGuard)
export class DevicesController {
  constructor(
    private readonly environments: Environments,
    private readonly managers: Managers,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  @Endpoint(contract.loginManager)
  async login(@Input() { params, body }: InputOf<typeof contract.loginManager>): Promise<AnswerOf<typeof contract.loginManager>> {
    const { account, devices } = await this.managers.logIn(await this.environments.idOf(params), params.provider, body);
    return { manager: showManager(account), devices };
  }

  @Endpoint(contract.getManager)
  async manager(@Input() { params }: InputOf<typeof contract.getManager>): Promise<AnswerOf<typeof contract.getManager>> {
    return showManager(await this.managers.account(await this.environments.idOf(params), params.provider));
  }

  @Endpoint(contract.listDevices)
  async list(@Input() { params, query }: InputOf<typeof contract.listDevices>): Promise<AnswerOf<typeof contract.listDevices>> {
    const environmentId = await this.environments.idOf(params);
    const account = await this.managers.account(environmentId, params.provider);
    const asked = { ...pageOf(query), serialNumber: query.serial_number ?? null };
    return shownPage(await listDevices(this.db, environmentId, account.id, asked), showDevice);
  }

  @Endpoint(contract.refreshDevices)
  async refresh(@Input() { params }: InputOf<typeof contract.refreshDevices>): Promise<AnswerOf<typeof contract.refreshDevices>> {
    const { devices, fresh } = await this.managers.refresh(await this.environments.idOf(params), params.provider);
    return { devices, new: fresh };
  }
}

const showManager = (account: ManagerAccount): AnswerOf<typeof contract.getManager> => ({
  id: account.id,
  account_id: account.accountId,
  state: account.state,
  problem: account.problem,
  access_expires_at: iso(account.accessExpiresAt),
  devices_listed_at: isoOrNull(account.devicesListedAt),
  created_at: iso(account.createdAt),
});

const showDevice = (row: WornDevice): AnswerOf<typeof contract.listDevices>['items'][number] => ({
  id: row.id,
  device_id: row.providerDeviceId,
  name: row.name,
  serial_number: row.serialNumber,
  first_seen_at: iso(row.firstSeenAt),
  last_seen_at: iso(row.lastSeenAt),
  worn_by: row.connectionId === null ? null : { user_id: row.connectionId, reference_id: row.referenceId },
});
