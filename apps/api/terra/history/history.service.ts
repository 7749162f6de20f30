import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpException, HttpStatus, Inject, Injectable } from '@nestjs/common';
import { type BackfillId, type ConnectionId, type Reference, newId } from '../../../../model/ids.js';
import { Problem } from '../../../../model/problem.js';
import {
  ATHLETE_RANGE,
  MODELS,
  type TerraUser,
  athleteEvent,
  largeRequestProcessingEvent,
} from '../../../../model/terra/index.js';
import type { DataType } from '../../../../model/terra/index.js';
import { terraUser } from '../../../../model/terra/user-of-connection.js';
import { DAY_MS, type TimeRange } from '../../../../model/time-range.js';
import { providers } from '../../../../providers/registry.js';
import type { Settings } from '../../../../settings/load.js';
import type { ConnectionRow } from '../../../../store/connections/lifecycle.js';
import { userOf } from '../../../../store/control/users.js';
import { type Database, transaction } from '../../../../store/database.js';
import { isFresh, isKnown } from '../../../../store/history/known.js';
import { makeHistoryRequest, requestState, sendInstead } from '../../../../store/history/request.js';
import { chunkRecords } from '../../../../store/outbox/chunk-records.js';
import { emitEvent } from '../../../../store/outbox/emit.js';
import { Waker } from '../../../../store/wake.js';
import { DATABASE, SETTINGS } from '../../../common/core.module.js';
import { WorkflowDriver } from '../../../common/temporal/workflow-driver.js';
import { NO_USER } from '../contract/common.js';
import { dataStream, jsonOf } from './data-stream.js';

/** Over this a request is large, and its answer comes by events only (terra.md §3). */
const LARGE_MS = 28 * DAY_MS;
/** @returns true when its answer comes by events only */
export const isLarge = ({ startMs, endMs }: TimeRange): boolean => endMs - startMs > LARGE_MS;
/** A window of a month is pulled in a few hundred milliseconds: look often at first, then seldom. */
const LOOK_MS = { first: 40, last: 500 } as const;

/** A profile seldom changes, and costs the provider a request. */
const PROFILE_FRESH_SECONDS = 600;
/** Of a user whose provider tells nothing: every field is there, and null. */
const EMPTY_PROFILE = MODELS.athlete.upload.parse({});
const NO_PROFILE = Buffer.from(JSON.stringify(EMPTY_PROFILE));
const PROFILE_KEY = MODELS.athlete.naturalKey(EMPTY_PROFILE);

const SET_UP = 'the provider cannot be asked as this environment is set up; its operator can see why';

export interface HistoryQuestion {
  readonly connection: ConnectionRow;
  readonly type: DataType;
  readonly range: TimeRange;
  readonly toWebhook: boolean;
  readonly samples: boolean;
  readonly requestedBy: string;
}

/** `status`: 200 when it was asked for by webhook, 202 when the wait was too long. */
export interface Ack {
  readonly status: 200 | 202;
  readonly reference: Reference;
  readonly user: TerraUser;
  readonly message: string | null;
}

/** Final JSON, whole or as a stream. */
export type HistoryData = Uint8Array | Readable;

/** The data, or the word that it comes by events under `reference`. */
export type HistoryAnswer = { readonly data: HistoryData } | { readonly ack: Ack };

/** Terra's history requests: at once from store and provider, or by events. */
@Injectable()
export class HistoryService {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly driver: WorkflowDriver,
    private readonly waker: Waker,
  ) {}

  /** @throws Problem rate_limited, transient; HttpException 424 when the provider refuses */
  async answer(question: HistoryQuestion, signal: AbortSignal): Promise<HistoryAnswer> {
    const large = isLarge(question.range);
    if (question.toWebhook || large) return this.byEvents(question, large);
    const ready = await this.ready(question, signal);
    return 'ack' in ready ? ready : { data: await this.stored({ ...question, connection: ready.connection }) };
  }

  /**
   * Waits until all of the range is stored.
   * @returns the user as they are then, or the word that the data comes by events after all
   * @throws Problem rate_limited, transient; HttpException 424 when the provider refuses
   */
  async ready(
    question: HistoryQuestion,
    signal: AbortSignal,
  ): Promise<{ readonly connection: ConnectionRow } | { readonly ack: Ack }> {
    if (await this.isThere(question)) return { connection: question.connection };
    const { id, reference } = await this.start(question, { large: false, send: false });
    const waited = await this.wait(id, signal);
    if (waited === 'done' || !(await sendInstead(this.db, id))) {
      // Much may have happened while it was waited for: the user may have got another id, or be gone.
      return { connection: await userOf(this.db, question.connection.environmentId, await this.pulled(id)) };
    }
    return {
      ack: {
        status: 202,
        reference,
        user: terraUser(question.connection),
        message: 'The data takes longer to fetch and will be sent to your destinations',
      },
    };
  }

  /** The profile: like a day's worth of records of which there is one. */
  athlete(
    question: Pick<HistoryQuestion, 'connection' | 'toWebhook' | 'requestedBy'>,
    signal: AbortSignal,
  ): Promise<HistoryAnswer> {
    return this.answer({ ...question, type: 'athlete', range: ATHLETE_RANGE, samples: true }, signal);
  }

  private async byEvents(question: HistoryQuestion, large: boolean): Promise<HistoryAnswer> {
    const { reference } = await this.start(question, { large, send: true });
    const message = large ? 'Large request is being processed; the data will be sent to your destinations in chunks' : null;
    return { ack: { status: 200, reference, user: terraUser(question.connection), message } };
  }

  private async isThere(question: HistoryQuestion): Promise<boolean> {
    const { connection, type, range } = question;
    const has: readonly string[] = providers.get(connection.provider).capabilities.types;
    if (!has.includes(type)) return true;
    return type === 'athlete'
      ? isFresh(this.db, connection.id, type, PROFILE_FRESH_SECONDS)
      : isKnown(this.db, connection.id, type, range);
  }

  private async start(
    question: HistoryQuestion,
    how: { large: boolean; send: boolean },
  ): Promise<{ id: BackfillId; reference: Reference }> {
    const { connection, type, range, samples, requestedBy } = question;
    const made = { id: newId<BackfillId>(), reference: newId<Reference>() };
    const woken = await transaction(this.db, async (tx) => {
      const { environmentId, provider } = connection;
      await makeHistoryRequest(tx, {
        ...made,
        environmentId,
        connectionId: connection.id,
        provider,
        type,
        range,
        samples,
        requestedBy,
        ...how,
      });
      if (!how.large) return [];
      const body = largeRequestProcessingEvent(terraUser(connection), made.reference);
      return emitEvent(tx, { environmentId, connectionId: connection.id, reference: made.reference, body });
    });
    this.waker.wake('delivery', woken);
    // Not awaited: an answer by events is accepted already, and while Temporal is away the reconciler starts it later.
    void this.driver.backfill(made.id);
    return made;
  }

  private async wait(id: BackfillId, signal: AbortSignal): Promise<'done' | 'late'> {
    const untilMs = Date.now() + this.settings.historyWaitSeconds * 1000;
    for (
      let lookMs: number = LOOK_MS.first;
      Date.now() < untilMs && !signal.aborted;
      lookMs = Math.min(LOOK_MS.last, lookMs * 1.3)
    ) {
      await sleep(lookMs);
      const request = await requestState(this.db, id);
      if (!request || ['done', 'failed', 'canceled'].includes(request.state)) return 'done';
    }
    return 'late';
  }

  /** @returns the user's id. @throws Problem missing, canceled, rate_limited, transient; HttpException 424 */
  private async pulled(id: BackfillId): Promise<ConnectionId> {
    const request = await requestState(this.db, id);
    if (!request) throw new Problem('missing', NO_USER);
    const { state, connectionId, problem } = request;
    if (state === 'canceled') throw new Problem('canceled', 'the request was canceled by an operator');
    if (!problem) return connectionId;
    if (problem.kind === 'rate_limited' || problem.kind === 'transient') throw new Problem(problem.kind, problem.message);
    // Not the caller's credentials or input are at fault. What is wrong with our own set-up is for its operator alone.
    const ours = problem.kind === 'config' || problem.kind === 'bug';
    throw new HttpException(ours ? SET_UP : problem.message, HttpStatus.FAILED_DEPENDENCY);
  }

  private async stored(question: HistoryQuestion): Promise<HistoryData> {
    const { connection, type, range, samples } = question;
    const user = terraUser(connection);
    if (type !== 'athlete') return dataStream(this.db, { connectionId: connection.id, type, range, samples }, user);
    const [profile] = await chunkRecords(this.db, { connectionId: connection.id, type, recordKeys: [PROFILE_KEY], samples });
    return athleteEvent(user, profile ? await jsonOf(profile.body) : NO_PROFILE);
  }
}
