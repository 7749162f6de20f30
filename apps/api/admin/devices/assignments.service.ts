import { Inject, Injectable } from '@nestjs/common';
import {
  type AssignmentId,
  type BackfillId,
  type ConnectionId,
  type DestinationId,
  type DeviceId,
  type EnvironmentId,
  asId,
} from '../../../../model/ids.js';
import {
  type AssignmentRow,
  type AssignmentScope,
  changeAssignment,
  getAssignment,
  lockAssignments,
  makeAssignment,
  removeAssignment,
} from '../../../../store/devices/assignments.js';
import { type AthleteName, athleteNamed } from '../../../../store/devices/athletes.js';
import { deviceNamed } from '../../../../store/devices/devices.js';
import { Affected, lookAgain } from '../../../../store/devices/look-again.js';
import { type Database, type Queryable, transaction } from '../../../../store/database.js';
import { DATABASE } from '../../../common/core.module.js';
import { actor } from '../http/actor.js';
import { Nudger } from '../nudger.service.js';
import type { LoggedIn } from './manager.service.js';

/** What a person says of an assignment; of a change only what is to be different. */
export interface Wish {
  readonly device?: string | undefined;
  readonly reference_id?: string | undefined;
  readonly user_id?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | null | undefined;
}

/** What is done after the commit. */
export class Aftermath {
  readonly affected = new Affected();
  readonly destinations = new Set<DestinationId>();
  bornCount = 0;

  /** The athlete, made when the reference is new; its birth is told. */
  async athlete(tx: Queryable, scope: AssignmentScope, name: AthleteName): Promise<{ id: ConnectionId; born: boolean }> {
    const { connection, born, destinationIds } = await athleteNamed(tx, scope, name);
    for (const id of destinationIds) this.destinations.add(id);
    if (born) this.bornCount++;
    return { id: connection.id, born };
  }
}

/** Changes of who wears what. */
@Injectable()
export class Assignments {
  constructor(
    private readonly nudger: Nudger,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  /** @throws Problem as makeAssignment, deviceNamed, athleteNamed */
  create(
    logged: LoggedIn,
    wish: Wish & { readonly device: string; readonly from: string },
  ): Promise<{ assignment: AssignmentRow; backfillId: BackfillId | null; born: boolean }> {
    return this.inOne(logged, async (tx, scope, after) => {
      const { id: deviceId } = await deviceNamed(tx, scope.managerAccountId, wish.device);
      const { id: connectionId, born } = await after.athlete(tx, scope, nameOf(wish));
      const times = { from: new Date(wish.from), to: dateOrNull(wish.to) };
      const assignment = await makeAssignment(tx, scope, { deviceId, connectionId, ...times }, after.affected);
      return { assignment, born };
    });
  }

  /** @throws Problem missing, and as create */
  change(logged: LoggedIn, id: AssignmentId, wish: Wish): Promise<{ assignment: AssignmentRow; backfillId: BackfillId | null }> {
    return this.inOne(logged, async (tx, scope, after) => {
      const before = await getAssignment(tx, scope, id);
      const deviceId: DeviceId =
        wish.device === undefined ? before.deviceId : (await deviceNamed(tx, scope.managerAccountId, wish.device)).id;
      const renamed = wish.reference_id !== undefined || wish.user_id !== undefined;
      const connectionId = renamed ? (await after.athlete(tx, scope, nameOf(wish))).id : before.connectionId;
      const from = wish.from === undefined ? before.from : new Date(wish.from);
      const to = wish.to === undefined ? before.to : dateOrNull(wish.to);
      const assignment = await changeAssignment(tx, scope, before, { deviceId, connectionId, from, to }, after.affected);
      return { assignment };
    });
  }

  /** @throws Problem missing */
  remove(logged: LoggedIn, id: AssignmentId): Promise<{ backfillId: BackfillId | null }> {
    return this.inOne(logged, async (tx, scope, after) => {
      await removeAssignment(tx, scope, await getAssignment(tx, scope, id), after.affected);
      return {};
    });
  }

  /** One transaction under the app's lock; what follows from it is scheduled in it, and told after it. `work` may throw to change nothing. */
  async inOne<Result extends object>(
    logged: LoggedIn,
    work: (tx: Queryable, scope: AssignmentScope, after: Aftermath) => Promise<Result>,
  ): Promise<Result & { backfillId: BackfillId | null }> {
    const scope = scopeOf(logged);
    const after = new Aftermath();
    const { result, backfillId } = await transaction(this.db, async (tx) => {
      await lockAssignments(tx, scope);
      const done = await work(tx, scope, after);
      return { result: done, backfillId: await lookAgain(tx, scope, after.affected) };
    });
    this.nudger.destinations([...after.destinations]);
    for (const [id] of after.affected.entries()) this.nudger.connection(id);
    if (backfillId !== null) this.nudger.backfill(backfillId);
    return { ...result, backfillId };
  }
}

const nameOf = ({ reference_id: referenceId, user_id: userId }: Wish): AthleteName =>
  userId === undefined ? { referenceId: referenceId ?? '' } : { userId: asId(userId) };

const dateOrNull = (text: string | null | undefined): Date | null =>
  text === null || text === undefined ? null : new Date(text);

function scopeOf({ app, account, bound, manager }: LoggedIn): AssignmentScope {
  const environmentId: EnvironmentId = app.environmentId;
  return {
    environmentId,
    providerAppId: app.id,
    managerAccountId: account.id,
    provider: app.provider,
    types: bound.capabilities.types.filter((type) => type !== 'athlete'),
    lookBackMs: manager.lookBackMs,
    maxHistoryDays: bound.capabilities.maxHistoryDays,
    actor: actor(),
  };
}
