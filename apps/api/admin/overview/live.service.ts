import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { EnvironmentId } from '../../../../model/ids.js';
import { Problem } from '../../../../model/problem.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE } from '../../../common/core.module.js';
import { Log } from '../../../common/log.js';
import { Listener } from './listener.js';
import { Overviews } from './overview.service.js';
import { Watch } from './watch.js';

/** In one process. */
export const MOST_LISTENERS = 20;

/** Who listens to which environment. */
@Injectable()
export class LiveDesk implements BeforeApplicationShutdown {
  private readonly watches = new Map<EnvironmentId, Watch>();
  private closing = false;

  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly overviews: Overviews,
    private readonly log: Log,
  ) {}

  /**
   * @param may whether the operator is still logged in, asked now and then
   * @throws Problem rate_limited when too many listen to the environment already, transient when the process is being stopped
   */
  listen(environmentId: EnvironmentId, may: () => Promise<boolean>): Readable {
    if (this.closing) throw new Problem('transient', 'this server is being stopped; connect again');
    const watch = this.watchOf(environmentId);
    if (watch.listeners.size >= MOST_LISTENERS)
      throw new Problem(
        'rate_limited',
        `${MOST_LISTENERS} windows follow this environment from this server already: close one, or look without following`,
        { code: 'TOO_MANY_LISTENERS', retryAfterMs: 30_000 },
      );
    const listener = new Listener(may, () => {
      watch.listeners.delete(listener);
    });
    watch.add(listener);
    return listener.stream;
  }

  /** Before the server stops to take requests, which waits for those that are under way: streams would be for ever. */
  beforeApplicationShutdown(): void {
    this.closing = true;
    for (const watch of this.watches.values()) for (const listener of watch.listeners) listener.end();
  }

  private watchOf(environmentId: EnvironmentId): Watch {
    const known = this.watches.get(environmentId);
    if (known) return known;
    for (const [id, { listeners }] of this.watches) if (listeners.size === 0) this.watches.delete(id);
    const made = new Watch(
      environmentId,
      this.db,
      (id) => this.overviews.of(id),
      (error) => {
        if (!this.closing) this.log.warn('looking for what is new failed; it is tried again', error);
      },
    );
    this.watches.set(environmentId, made);
    return made;
  }
}
