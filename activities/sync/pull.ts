/** Fetching items at the provider and packing them for the store. */
import pLimit from 'p-limit';
import { type ConnectionId, type EnvironmentId, newId } from '../../model/ids.js';
import { Problem, type ProblemKind } from '../../model/problem.js';
import type { TimeRange } from '../../model/time-range.js';
import type { ItemRef, RawPart } from '../../providers/kit/items.js';
import type { DataType, ListPage, ListQuery } from '../../providers/kit/provider.js';
import type { ProviderIo } from '../../providers/kit/provider-io.js';
import type { RawWrite, RecordWrite } from '../../store/sync/commit.js';
import { type Queryable, isUnavailable } from '../../store/database.js';
import { type Worn, wornBy } from '../../store/devices/worn.js';
import { FILE_PART, wantsOriginals } from '../../store/sync/originals.js';
import { type Access, type AccessSession, REFUSED_ONCE } from '../providers/access.js';
import type { Packed, Packer } from '../normalize/packer.js';
import { type Grounds, tombstone } from './tombstone.js';

export interface PullSession extends AccessSession {
  readonly environmentId: EnvironmentId;
  readonly connectionId: ConnectionId;
  readonly io: ProviderIo & { prepay(count: number): Promise<void> };
  /** Requests that may still be repeated at once: a few bad answers cost a second each, an outage is not asked twice as much. */
  patience: number;
  /** Of what the athlete wore when it was listed last: nothing is stored by another one. Null = it did not matter. */
  wornRevision: number | null;
}

/** What a session begins with. */
export const PATIENCE = 3;
const REPEAT_AFTER_MS = 500;

export interface PulledItem {
  readonly ref: ItemRef;
  readonly record: RecordWrite | null;
  readonly raws: readonly RawWrite[];
  /** Why there is no record (it may still have raw answers). */
  readonly problem: Problem | null;
  /** The provider does not know of it (404): that may pass, or mean that it was deleted. */
  readonly unseen?: boolean;
  /** Deleted for certain: its raw answers are forgotten. */
  readonly forget?: boolean;
}

/** Requests for one item: detail and streams. */
const REQUESTS_PER_ITEM = 2;
/** Items of one connection fetched at the same time. */
const PARALLEL = 6;
/** Raw answers of what only does not show any more are kept. */
const FORGETS: Readonly<Record<Grounds, boolean>> = { notice: true, answer: true, presumed: false, obsolete: true };
const NO_FILE: ReadonlySet<ProblemKind> = new Set(['missing', 'payload', 'config', 'bug']);
const STOPS_ALL: ReadonlySet<ProblemKind> = new Set(['auth', 'config', 'rate_limited', 'canceled']);

export class Puller {
  constructor(
    private readonly db: Queryable,
    private readonly access: Access,
    private readonly packer: Packer,
  ) {}

  list(session: PullSession, query: ListQuery): Promise<ListPage> {
    return patiently(session, () => this.access.use(session, (token) => session.provider.list(token, query, session.io)));
  }

  /** What a manager's provider is to be asked with. @throws Problem canceled when the connection is gone */
  async worn(session: PullSession, type: DataType, range: TimeRange): Promise<Worn> {
    const worn = await wornBy(this.db, session.connectionId, type, range);
    if (!worn) throw new Problem('canceled', 'the connection is gone, or has a new id');
    session.wornRevision = worn.revision;
    return worn;
  }

  /** A fresh token says which scopes are granted now. */
  renewScopes(session: PullSession): Promise<readonly string[]> {
    return this.access.renewedScopes(session);
  }

  /**
   * Fetches each item. One item's trouble is its own; trouble of the connection (auth, budget, outage) is thrown by the first that meets it.
   * @param tolerant true = an outage too is the item's own.
   */
  async pull(session: PullSession, refs: readonly ItemRef[], tolerant = false): Promise<readonly PulledItem[]> {
    if (refs.length === 0) return [];
    const limit = pLimit(PARALLEL);
    const originals = await wantsOriginals(this.db, session.environmentId);
    await session.io.prepay(refs.length * (REQUESTS_PER_ITEM + (originals ? 1 : 0)));
    return Promise.all(refs.map((ref) => limit(() => this.oneOrWhyNot(session, ref, { tolerant, originals }))));
  }

  /** The record's end: what is left of it is when it was and that it is gone. */
  async remove(session: Pick<PullSession, 'connectionId'>, ref: ItemRef, grounds: Grounds): Promise<PulledItem> {
    const record = await tombstone(this.db, session.connectionId, ref, grounds);
    return { ref, record, raws: [], problem: null, forget: FORGETS[grounds] };
  }

  /**
   * Asks the provider whether our tokens work. Meant for when it has told that access was withdrawn: then one refusal is enough.
   * @throws Problem when it cannot be asked now
   */
  async isRefused(session: PullSession): Promise<boolean> {
    try {
      await this.access.use(session, (token) => session.provider.identify(token, session.io));
      return false;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === REFUSED_ONCE) return true;
      if (error.kind === 'auth') return error.code !== '403' && error.code !== '412';
      // An answer that we cannot use, to a token that it took.
      if (error.kind === 'missing' || error.kind === 'payload') return false;
      throw error;
    }
  }

  /** An item that cannot be had is its own trouble; what stands in the way of all items is thrown. */
  private async oneOrWhyNot(
    session: PullSession,
    ref: ItemRef,
    { tolerant, originals }: { readonly tolerant: boolean; readonly originals: boolean },
  ): Promise<PulledItem> {
    try {
      return await this.one(session, ref, originals);
    } catch (error) {
      // Our own database away is nothing that an item can be blamed for.
      if (!(error instanceof Problem) && isUnavailable(error)) throw error;
      const problem = Problem.from(error, 'fetching an item');
      if (STOPS_ALL.has(problem.kind) || (problem.kind === 'transient' && !tolerant)) throw problem;
      return { ref, record: null, raws: [], problem };
    }
  }

  private async one(session: PullSession, ref: ItemRef, originals: boolean): Promise<PulledItem> {
    const pulled = await patiently(session, () =>
      this.access.use(session, (token) => session.provider.fetch(token, ref, session.io)),
    );
    if ('gone' in pulled) return pulled.gone === 'deleted' ? this.remove(session, ref, 'answer') : unseen(ref);
    const file = originals ? await this.file(session, ref) : [];
    const packed = await this.packer.pack(session.provider.id, ref, [...pulled.parts, ...file]);
    return toWrites(ref, packed);
  }

  /** What passes is waited for, like the rest of the item; a file that cannot be had (too large, hidden, out of reach) costs only itself. */
  private async file(session: PullSession, ref: ItemRef): Promise<readonly RawPart[]> {
    try {
      const bytes = await patiently(session, () =>
        this.access.use(session, (token) => session.provider.file(token, ref, session.io)),
      );
      return bytes === null ? [] : [{ part: FILE_PART, bytes }];
    } catch (error) {
      if (error instanceof Problem && NO_FILE.has(error.kind)) return [];
      throw error;
    }
  }
}

/** A lone bad answer is asked for again in a moment; one that says when to come back is left to who plans. */
async function patiently<T>(session: PullSession, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Problem) || error.kind !== 'transient' || error.retryAfterMs !== undefined || session.patience < 1)
      throw error;
    session.patience--;
    await new Promise((resolve) => setTimeout(resolve, REPEAT_AFTER_MS * (1 + Math.random())));
    return call();
  }
}

const unseen = (ref: ItemRef): PulledItem => ({
  ref,
  record: null,
  raws: [],
  problem: new Problem('missing', 'the provider does not know of it: it may be behind its own notice, or it was deleted', {
    code: '404',
  }),
  unseen: true,
});

function toWrites(ref: ItemRef, packed: Packed): PulledItem {
  const raws = packed.raws.map((raw): RawWrite => ({ id: newId(), type: ref.type, key: ref.id, ...raw }));
  const record = packed.record && { ...packed.record, op: 'upsert' as const, rawIds: raws.map((raw) => raw.id) };
  return { ref, record, raws, problem: packed.problem };
}
