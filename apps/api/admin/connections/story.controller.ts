import { Controller, Inject, UseGuards } from '@nestjs/common';
import { type ConnectionId, asId } from '../../../../model/ids.js';
import { providers } from '../../../../providers/registry.js';
import { getConnection } from '../../../../store/control/connection-view.js';
import { ControlStore } from '../../../../store/control/control-store.js';
import type { Database } from '../../../../store/database.js';
import { coverageByDay, firstCoveredDay } from '../../../../store/desk/coverage.js';
import type { StoryItem } from '../../../../store/desk/story/part.js';
import { storyOf } from '../../../../store/desk/story/story.js';
import { DATABASE } from '../../../common/core.module.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import * as contract from '../contract/story.js';
import { AdminGuard } from '../http/admin.guard.js';
import { Environments } from '../http/environments.js';
import { iso, pageOf, shownPage } from '../http/page.js';
import { stepOf } from './story-step.js';
import { storyWords } from './story-words.js';

type Entry = AnswerOf<typeof contract.getStory>['items'][number];

/** What happened to a connection, and what has been fetched for it. */
@Controller('admin')
@UseGuards(AdminGuard)
export class StoryController {
  constructor(
    private readonly store: ControlStore,
    private readonly environments: Environments,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  @Endpoint(contract.getStory)
  async story(@Input() { params, query }: InputOf<typeof contract.getStory>): Promise<AnswerOf<typeof contract.getStory>> {
    const environmentId = await this.environments.idOf(params);
    const { id, provider } = await getConnection(this.store, environmentId, idOf(params));
    const page = await storyOf(this.db, { environmentId, connectionId: id }, query.kind ?? null, pageOf(query));
    const { title } = providers.get(provider);
    return shownPage(page, (item) => show(item, title));
  }

  @Endpoint(contract.getCoverage)
  async coverage(
    @Input() { params, query }: InputOf<typeof contract.getCoverage>,
  ): Promise<AnswerOf<typeof contract.getCoverage>> {
    const row = await getConnection(this.store, await this.environments.idOf(params), idOf(params));
    const range = rangeOf(query);
    // The profile is of no day.
    const types = providers.get(row.provider).capabilities.types.filter((type) => type !== 'athlete');
    const [days, firstDay] = await Promise.all([
      coverageByDay(this.db, row.id, types, range),
      firstCoveredDay(this.db, row.id, types),
    ]);
    return { ...range, types, first_day: firstDay, days: days.map((day) => ({ ...day, fetched: [...day.fetched] })) };
  }
}

const idOf = (params: { readonly connection: string }): ConnectionId => asId(params.connection);

const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** A year up to today, or up to `to`; from `from`, up to today. */
function rangeOf({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }): {
  from: string;
  to: string;
} {
  const last = to ?? isoDay(Date.now());
  const yearBefore = new Date(`${last}T00:00:00Z`);
  yearBefore.setUTCFullYear(yearBefore.getUTCFullYear() - 1);
  return { from: from ?? isoDay(yearBefore.getTime()), to: last };
}

/** One entry of the story. @param provider its title */
function show({ place, at, kind, fact }: StoryItem, provider: string): Entry {
  const { title, detail, tone } = storyWords(fact, at, provider);
  return {
    // A place may be shared by what is of different kinds: a delivery has its own id, a poll has none.
    id: `${fact.source}:${place}`,
    at: iso(at),
    kind,
    tone,
    title,
    detail,
    record: recordOf(fact),
    step: stepOf(fact),
    delivery:
      fact.source === 'delivery'
        ? {
            id: fact.id,
            destination_id: fact.destinationId,
            destination: fact.destination,
            state: fact.state,
            attempts: fact.attempts.map((attempt) => ({
              at: iso(attempt.at),
              ok: attempt.ok,
              code: attempt.code,
              duration_ms: attempt.durationMs,
              problem: attempt.problem,
            })),
          }
        : null,
    backfill_id:
      fact.source === 'backfill' ? fact.id : fact.source === 'record' || fact.source === 'status' ? fact.backfillId : null,
  };
}

function recordOf(fact: StoryItem['fact']): Entry['record'] {
  if ((fact.source !== 'record' && fact.source !== 'delivery') || fact.record === null) return null;
  const { type, key, revision } = fact.record;
  return { type, key, revision };
}
