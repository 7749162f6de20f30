import { Injectable } from '@nestjs/common';
import type { SyncHooks } from '../../activities/sync/report.js';
import type { ConnectionId, DestinationId } from '../../model/ids.js';
import type { Problem } from '../../model/problem.js';
import { Waker } from '../../store/wake.js';
import { Log } from '../common/log.js';

/** Deliveries were made: tells this process's lane at once, and those of others by NOTIFY where this one delivers nothing. */
@Injectable()
export class WakeUps implements SyncHooks {
  private here: ((ids: readonly DestinationId[]) => void) | null = null;

  constructor(
    private readonly waker: Waker,
    private readonly log: Log,
  ) {}

  trouble(problem: Problem, connection: ConnectionId): void {
    this.log.error('an item or a sync met trouble that waiting does not mend', problem, { connection });
  }

  deliverHere(wake: (ids: readonly DestinationId[]) => void): void {
    this.here = wake;
  }

  destinations(ids: readonly DestinationId[]): void {
    if (ids.length === 0) return;
    if (this.here) this.here(ids);
    else this.waker.wake('delivery', ids);
  }
}
