import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { type ConnectionId, type EnvironmentId, asId } from '../../../../model/ids.js';
import { timeRange, windowsNewestFirst } from '../../../../model/time-range.js';
import { Problem } from '../../../../model/problem.js';
import { secondsAtLimits } from '../../../../providers/kit/at-limits.js';
import type { ProviderKind } from '../../../../providers/kit/bound.js';
import { providers } from '../../../../providers/registry.js';
import {
  type BackfillRequest,
  assertConnections,
  connectionsOf,
  countUsers,
  startBackfill,
} from '../../../../store/control/backfill-plan.js';
import type { ConnectionFilter } from '../../../../store/backfill/chosen.js';
import { ControlStore } from '../../../../store/control/control-store.js';
import type { BackfillEntity } from '../../../../store/control/entities/backfill.js';
import { ProviderApps } from '../../../../store/control/provider-apps.js';
import { findProviderApp } from '../../../../store/control/provider-set-up.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE } from '../../../common/core.module.js';
import type { startBackfill as schema } from '../contract/backfills.js';
import { actor } from '../http/actor.js';

type Asked = z.output<typeof schema>;
const DAY_MS = 86_400_000;

interface Planned {
  readonly users: number;
  readonly notActive: number;
  readonly windows: number;
  /** At the least: one a window. */
  readonly requests: number;
  readonly secondsAtBudget: number | null;
  /** Null for a dry run. */
  readonly backfill: BackfillEntity | null;
}

@Injectable()
export class BackfillStarter {
  constructor(
    private readonly store: ControlStore,
    private readonly apps: ProviderApps,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  /** Counts, and unless it is a dry run, starts. @throws Problem payload, missing (ids, references, provider), conflict (nobody is connected) */
  async start(environmentId: EnvironmentId, asked: Asked): Promise<Planned> {
    const kind = providers.get(asked.provider);
    const app = await findProviderApp(this.store, environmentId, kind.id);
    if (!app) throw new Problem('missing', `provider: ${kind.title} is not set up in this environment`);
    const request: BackfillRequest = {
      provider: kind.id,
      types: typesOf(kind, asked.types),
      start: startOf(kind, asked.start),
      end: asked.end === undefined ? new Date() : new Date(asked.end),
      connectionIds: await this.chosen(environmentId, kind.id, asked),
      filter: asked.filter ? filterOf(asked.filter) : null,
    };
    const { users, notActive } = await countUsers(this.db, environmentId, request);
    const slices = windowsNewestFirst(
      timeRange(request.start.getTime(), request.end.getTime()),
      kind.capabilities.windowDays,
    ).length;
    const windowsOfOne = request.types.length * slices;
    const windows = users * windowsOfOne;
    // Those that are not active are not asked for.
    const requests = (users - notActive) * windowsOfOne;
    const { config } = await this.apps.byId(app.id, app.configRevision);
    const limits = kind.bind(config).limits;
    const secondsAtBudget = secondsAtLimits(limits, { all: requests, ofOne: requests === 0 ? 0 : windowsOfOne });
    const count = { users, notActive, windows, requests, secondsAtBudget };
    if (asked.dry_run) return { ...count, backfill: null };
    if (users === 0)
      throw new Problem(
        'conflict',
        request.filter
          ? `filter: no connection to ${kind.title} in this environment matches`
          : `nobody is connected to ${kind.title} in this environment`,
      );
    return { ...count, backfill: await startBackfill(this.store, environmentId, request, actor()) };
  }

  private async chosen(environmentId: EnvironmentId, provider: string, asked: Asked): Promise<readonly ConnectionId[] | null> {
    if (asked.reference_ids) return connectionsOf(this.db, environmentId, provider, [...new Set(asked.reference_ids)]);
    if (!asked.connection_ids) return null;
    const ids = [...new Set(asked.connection_ids)].map((id) => asId<ConnectionId>(id));
    await assertConnections(this.db, environmentId, provider, ids);
    return ids;
  }
}

const filterOf = (asked: NonNullable<Asked['filter']>): ConnectionFilter => ({
  search: asked.search,
  states: asked.states,
  connectedSince: asked.connected_since === undefined ? undefined : new Date(asked.connected_since).toISOString(),
  withoutRecords: asked.without_records,
});

function typesOf(kind: ProviderKind, asked: readonly string[] | undefined): readonly string[] {
  const has: readonly string[] = kind.capabilities.types.filter((type) => type !== 'athlete');
  const unknown = asked?.filter((type) => !has.includes(type)) ?? [];
  if (unknown.length > 0)
    throw new Problem('payload', `types: ${kind.title} has no ${unknown.join(', ')}; it has ${has.join(', ')}`);
  return asked ? [...new Set(asked)] : has;
}

function startOf(kind: ProviderKind, text: string): Date {
  const start = new Date(text);
  const days = kind.capabilities.maxHistoryDays;
  if (days !== null && start.getTime() < Date.now() - (days + 1) * DAY_MS)
    throw new Problem('payload', `start: ${kind.title} looks back ${days} days at most`);
  return start;
}
