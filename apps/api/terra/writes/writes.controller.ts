import { Controller, Inject, UseGuards } from '@nestjs/common';
import { type ConnectionId, asId } from '../../../../model/ids.js';
import { providers } from '../../../../providers/registry.js';
import { userOf } from '../../../../store/control/users.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE } from '../../../common/core.module.js';
import type { InputOf } from '../../http/contract/route.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import { Refusal } from '../../http/refusal.js';
import * as contract from '../contract/writes.js';
import { ApiCaller, ApiKeyGuard, type Caller } from '../http/api-key.guard.js';
import { MOUNTS } from '../http/mounts.js';

interface OfUser {
  readonly query: { readonly user_id?: string | undefined };
}

/** Terra's calls that write to a provider. No provider of this build has one: each says so, once input and user have been checked. */
@Controller(MOUNTS)
@UseGuards(ApiKeyGuard)
export class WritesController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Endpoint(contract.writeActivity)
  writeActivity(@ApiCaller() caller: Caller, @Input() input: InputOf<typeof contract.writeActivity>): Promise<never> {
    return this.refuse(caller, input, 'take activities');
  }

  @Endpoint(contract.writeBody)
  writeBody(@ApiCaller() caller: Caller, @Input() input: InputOf<typeof contract.writeBody>): Promise<never> {
    return this.refuse(caller, input, 'take body measurements');
  }

  @Endpoint(contract.writeNutrition)
  writeNutrition(@ApiCaller() caller: Caller, @Input() input: InputOf<typeof contract.writeNutrition>): Promise<never> {
    return this.refuse(caller, input, 'take nutrition');
  }

  @Endpoint(contract.deleteBody)
  deleteBody(@ApiCaller() caller: Caller, @Input() input: InputOf<typeof contract.deleteBody>): Promise<never> {
    return this.refuse(caller, input, 'delete body measurements');
  }

  @Endpoint(contract.deleteNutrition)
  deleteNutrition(@ApiCaller() caller: Caller, @Input() input: InputOf<typeof contract.deleteNutrition>): Promise<never> {
    return this.refuse(caller, input, 'delete nutrition');
  }

  @Endpoint(contract.getPlannedWorkouts)
  getPlanned(@ApiCaller() caller: Caller, @Input() input: InputOf<typeof contract.getPlannedWorkouts>): Promise<never> {
    return this.refuse(caller, input, 'give planned workouts');
  }

  @Endpoint(contract.writePlannedWorkouts)
  writePlanned(@ApiCaller() caller: Caller, @Input() input: InputOf<typeof contract.writePlannedWorkouts>): Promise<never> {
    return this.refuse(caller, input, 'take planned workouts');
  }

  @Endpoint(contract.deletePlannedWorkouts)
  deletePlanned(@ApiCaller() caller: Caller, @Input() input: InputOf<typeof contract.deletePlannedWorkouts>): Promise<never> {
    return this.refuse(caller, input, 'delete planned workouts');
  }

  /** @throws Problem missing; Refusal 424 */
  private async refuse({ environmentId }: Caller, { query }: OfUser, what: string): Promise<never> {
    if (query.user_id === undefined)
      throw new Refusal(424, `no provider of this environment can ${what}; name a user_id to ask about one user`);
    const user = await userOf(this.db, environmentId, asId<ConnectionId>(query.user_id));
    throw new Refusal(424, `${providers.get(user.provider).title} does not ${what}`);
  }
}
