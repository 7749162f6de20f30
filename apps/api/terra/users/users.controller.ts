import { Controller, Inject, UseGuards } from '@nestjs/common';
import { type ConnectionId, asId } from '../../../../model/ids.js';
import { terraUser } from '../../../../model/terra/user-of-connection.js';
import type { ConnectionRow } from '../../../../store/connections/lifecycle.js';
import { changeUser, pageOfUsers, userOf, usersOfIds, usersOfReference } from '../../../../store/control/users.js';
import type { Database } from '../../../../store/database.js';
import { Waker } from '../../../../store/wake.js';
import { DATABASE } from '../../../common/core.module.js';
import { WorkflowDriver } from '../../../common/temporal/workflow-driver.js';
import type { AnswerOf, AnswersOf, InputOf } from '../../http/contract/route.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import * as contract from '../contract/users.js';
import { ApiCaller, ApiKeyGuard, type Caller, actorOf } from '../http/api-key.guard.js';
import { MOUNTS } from '../http/mounts.js';
import { everyUser } from './every-user.js';

/** Who is connected. */
@Controller(MOUNTS)
@UseGuards(ApiKeyGuard)
export class UsersController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly driver: WorkflowDriver,
    private readonly waker: Waker,
  ) {}

  /** When both are given, the id counts. */
  @Endpoint(contract.userInfo)
  async info(
    @ApiCaller() { environmentId }: Caller,
    @Input() { query }: InputOf<typeof contract.userInfo>,
  ): Promise<AnswerOf<typeof contract.userInfo>> {
    if (query.user_id === undefined) {
      const users = await usersOfReference(this.db, environmentId, query.reference_id ?? '');
      return { status: 'success', users: users.map(terraUser) };
    }
    const user = await userOf(this.db, environmentId, asId<ConnectionId>(query.user_id));
    return {
      status: 'success',
      user: { ...terraUser(user), last_polled_at: user.lastPolledAt, most_recent_data_at: user.mostRecentDataAt },
      is_authenticated: isAuthenticated(user),
    };
  }

  @Endpoint(contract.subscriptions)
  async list(
    @ApiCaller() { environmentId }: Caller,
    @Input() { query }: InputOf<typeof contract.subscriptions>,
  ): Promise<AnswersOf<typeof contract.subscriptions> | Awaited<ReturnType<typeof everyUser>>> {
    const { page, per_page: perPage } = query;
    if (page === undefined) return everyUser(this.db, environmentId);
    const { users, total } = await pageOfUsers(this.db, environmentId, page, perPage);
    const lastPage = Math.max(0, Math.ceil(total / perPage) - 1);
    return {
      status: 'success',
      data: { next: page < lastPage ? page + 1 : null, max_page: lastPage, results: users.map(terraUser) },
    };
  }

  @Endpoint(contract.bulkUserInfo)
  async bulk(
    @ApiCaller() { environmentId }: Caller,
    @Input() { body }: InputOf<typeof contract.bulkUserInfo>,
  ): Promise<AnswerOf<typeof contract.bulkUserInfo>> {
    const ids = body.map((id) => asId<ConnectionId>(id));
    return (await usersOfIds(this.db, environmentId, ids)).map(terraUser);
  }

  @Endpoint(contract.modifyUser)
  async modify(
    @ApiCaller() caller: Caller,
    @Input() { params, body = {} }: InputOf<typeof contract.modifyUser>,
  ): Promise<AnswerOf<typeof contract.modifyUser>> {
    const { user, moved } = await changeUser(
      this.db,
      caller.environmentId,
      asId<ConnectionId>(params.user_id),
      { referenceId: body.reference_id === '' ? null : body.reference_id, active: body.active ?? undefined },
      actorOf(caller),
    );
    if (moved) {
      this.waker.wake('inbox');
      void this.driver.connection(user.id, moved);
    }
    return { status: 'success', user: terraUser(user) };
  }
}

/** A paused user's access is there all the same. */
const isAuthenticated = ({ state }: ConnectionRow): boolean => state === 'active' || state === 'paused';
