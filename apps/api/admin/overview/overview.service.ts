import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { EnvironmentId } from '../../../../model/ids.js';
import type { Database } from '../../../../store/database.js';
import { concernsOf } from '../../../../store/desk/concerns.js';
import { latencyOf } from '../../../../store/desk/latency.js';
import { COUNT_MOST } from '../../../../store/desk/limits.js';
import {
  type DestinationStanding,
  backfillsUnderWay,
  connectionsByState,
  databaseNowMs,
  destinationsOf,
} from '../../../../store/desk/standing.js';
import { Throughput } from '../../../../store/desk/throughput.js';
import { DATABASE } from '../../../common/core.module.js';
import type { overview } from '../contract/overview.js';
import { isoOrNull } from '../http/page.js';
import { attentionOf } from './attention.js';

export type Overview = z.input<typeof overview>;

/** Many viewers cost one look. */
export const FRESH_MS = 2_000;
const MOST_KEPT = 200;

@Injectable()
export class Overviews {
  private readonly throughput = new Throughput();
  private readonly kept = new Map<EnvironmentId, { readonly atMs: number; readonly answer: Promise<Overview> }>();

  constructor(@Inject(DATABASE) private readonly db: Database) {}

  /** At most FRESH_MS old. */
  of(environmentId: EnvironmentId): Promise<Overview> {
    const kept = this.kept.get(environmentId);
    if (kept && performance.now() - kept.atMs < FRESH_MS) return kept.answer;
    const answer = this.look(environmentId);
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    this.kept.set(environmentId, { atMs: performance.now(), answer });
    // What failed is not kept.
    answer.catch(() => this.kept.delete(environmentId));
    return answer;
  }

  private async look(environmentId: EnvironmentId): Promise<Overview> {
    const { db } = this;
    const nowMs = await databaseNowMs(db);
    const [connections, destinations, backfills, concerns, minutes, latency] = await Promise.all([
      connectionsByState(db, environmentId),
      destinationsOf(db, environmentId),
      backfillsUnderWay(db, environmentId),
      concernsOf(db, environmentId, nowMs),
      this.throughput.lastHour(db, environmentId, nowMs),
      latencyOf(db, environmentId, nowMs),
    ]);
    const sum = (pick: (minute: (typeof minutes)[number]) => number): number =>
      minutes.reduce((total, minute) => total + pick(minute), 0);
    const [delivered, failed] = [sum((minute) => minute.delivered), sum((minute) => minute.failed)];
    return {
      at: new Date(nowMs).toISOString(),
      connections,
      minutes: minutes.map(({ atMs, ...counts }) => ({ at: new Date(atMs).toISOString(), ...counts })),
      success_rate: delivered + failed === 0 ? null : delivered / (delivered + failed),
      backlog: { pending: totalOf(destinations, 'pending'), oldest_pending_at: isoOrNull(oldestOf(destinations)) },
      latency_ms: latency && { ...latency },
      dead_letters: totalOf(destinations, 'dead'),
      destinations: destinations.map((one) => ({
        id: one.id,
        name: one.name,
        kind: one.kind,
        state: one.state,
        circuit: one.circuit,
        pending: one.pending,
        oldest_pending_at: isoOrNull(one.oldestPendingAt),
        dead: one.dead,
      })),
      backfills,
      attention: attentionOf({ connections, destinations, concerns, nowMs }),
    };
  }
}

const totalOf = (destinations: readonly DestinationStanding[], what: 'pending' | 'dead'): number =>
  Math.min(
    COUNT_MOST,
    destinations.reduce((total, one) => total + one[what], 0),
  );

function oldestOf(destinations: readonly DestinationStanding[]): Date | null {
  const [first] = destinations.flatMap(({ oldestPendingAt }) => oldestPendingAt ?? []).sort((a, b) => a.getTime() - b.getTime());
  return first ?? null;
}
