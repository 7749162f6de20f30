import { Inject, Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import type { ConnectionId, EnvironmentId } from '../../../../model/ids.js';
import { Problem } from '../../../../model/problem.js';
import {
  type BulkAction,
  type Chosen,
  type LeftAlone,
  MOST_LEFT_ALONE,
  chooseByFilter,
  chooseByIds,
  moveMany,
} from '../../../../store/desk/bulk.js';
import type { ConnectionFilter } from '../../../../store/desk/connection-search.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE } from '../../../common/core.module.js';
import { DisconnectService } from '../../connect/disconnect.service.js';
import { Nudger } from '../nudger.service.js';

/** Each takes as long as the provider and the receivers take. */
const DISCONNECTED_AT_ONCE = 8;

export type Which =
  { readonly ids: readonly ConnectionId[] } | { readonly filter: ConnectionFilter; readonly after: string | null };

export interface Moved extends Chosen {
  /** Those that it was done to. */
  readonly ids: readonly ConnectionId[];
}

/** Bulk actions: each connection as if it had been done to it alone. */
@Injectable()
export class BulkMoves {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly disconnecting: DisconnectService,
    private readonly nudger: Nudger,
  ) {}

  choose(environmentId: EnvironmentId, action: BulkAction, which: Which, limit: number): Promise<Chosen> {
    return 'ids' in which
      ? chooseByIds(this.db, environmentId, action, which.ids)
      : chooseByFilter(this.db, environmentId, action, which.filter, { after: which.after, limit });
  }

  async move(environmentId: EnvironmentId, action: BulkAction, chosen: Chosen, actor: string): Promise<Moved> {
    const { ids, left } =
      action === 'disconnect'
        ? await this.disconnect(environmentId, chosen.ids, actor)
        : await this.steer(environmentId, action, chosen.ids, actor);
    return { ...chosen, ids, leftAlone: [...chosen.leftAlone, ...left].slice(0, MOST_LEFT_ALONE) };
  }

  private async steer(
    environmentId: EnvironmentId,
    action: Exclude<BulkAction, 'disconnect'>,
    chosen: readonly ConnectionId[],
    actor: string,
  ): Promise<{ ids: readonly ConnectionId[]; left: readonly LeftAlone[] }> {
    const ids = await moveMany(this.db, environmentId, chosen, action, actor);
    this.nudger.connections(ids, action === 'sync' ? 'nudge' : action);
    const moved = new Set(ids);
    const left = chosen.filter((id) => !moved.has(id));
    return { ids, left: left.map((connectionId) => ({ connectionId, reason: 'its state changed meanwhile' })) };
  }

  private async disconnect(
    environmentId: EnvironmentId,
    chosen: readonly ConnectionId[],
    actor: string,
  ): Promise<{ ids: readonly ConnectionId[]; left: readonly LeftAlone[] }> {
    const limit = pLimit(DISCONNECTED_AT_ONCE);
    const ended = await Promise.all(
      chosen.map((connectionId) =>
        limit(async (): Promise<{ connectionId: ConnectionId; reason: string | null }> => {
          try {
            await this.disconnecting.disconnect(environmentId, connectionId, actor);
            return { connectionId, reason: null };
          } catch (error) {
            return { connectionId, reason: Problem.from(error, 'disconnecting it').userMessage };
          }
        }),
      ),
    );
    return {
      ids: ended.filter(({ reason }) => reason === null).map(({ connectionId }) => connectionId),
      left: ended.flatMap(({ connectionId, reason }) => (reason === null ? [] : [{ connectionId, reason }])),
    };
  }
}
