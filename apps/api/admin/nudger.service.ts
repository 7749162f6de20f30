import { Injectable } from '@nestjs/common';
import type { BackfillId, ConnectionId, DestinationId } from '../../../model/ids.js';
import { Waker } from '../../../store/wake.js';
import { type SignalName, WorkflowDriver } from '../../common/temporal/workflow-driver.js';

/** After a change: tells the lanes and Temporal, neither awaited. What they miss they find by themselves. */
@Injectable()
export class Nudger {
  constructor(
    private readonly driver: WorkflowDriver,
    private readonly waker: Waker,
  ) {}

  destination(id: DestinationId, signal: SignalName = 'nudge'): void {
    this.waker.wake('delivery', [id]);
    void this.driver.destination(id, signal);
  }

  destinations(ids: readonly DestinationId[]): void {
    for (const id of ids) this.destination(id);
  }

  connection(id: ConnectionId, signal: SignalName = 'nudge'): void {
    this.waker.wake('inbox');
    void this.driver.connection(id, signal);
  }

  /** Of many, one after the other; what Temporal does not take now the reconciler brings when it is late. */
  connections(ids: readonly ConnectionId[], signal: SignalName = 'nudge'): void {
    this.waker.wake('inbox');
    void (async () => {
      for (const id of ids) if (!(await this.driver.connection(id, signal))) return;
    })();
  }

  backfill(id: BackfillId, signal?: 'pause' | 'resume' | 'cancel'): void {
    void this.driver.backfill(id, signal);
  }
}
