import { Injectable } from '@nestjs/common';
import type { EnvironmentId } from '../../../../model/ids.js';
import { ControlStore } from '../../../../store/control/control-store.js';
import { getEnvironment } from '../../../../store/control/environments.js';

/** The environment that a path names, by id or dev-id. */
@Injectable()
export class Environments {
  constructor(private readonly store: ControlStore) {}

  /** @throws Problem missing */
  async idOf(params: { readonly environment: string }): Promise<EnvironmentId> {
    return (await getEnvironment(this.store, params.environment)).id;
  }
}
