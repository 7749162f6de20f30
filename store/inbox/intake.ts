/** Notifications are durable before they are acknowledged. */
import type { ConnectionId, EnvironmentId, ProviderAppId } from '../../model/ids.js';
import type { StoredProblem } from '../../model/problem.js';
import { type Database, isUnavailable, prepared } from '../database.js';

export interface IncomingNotice {
  readonly environmentId: EnvironmentId;
  readonly providerAppId: ProviderAppId;
  readonly eventId: string;
  readonly kind: string;
  readonly providerUserId: string;
  readonly objectType: string | null;
  readonly objectId: string | null;
  readonly objectRevision: number | null;
  readonly occurredAt: string;
  /** Milliseconds that the relief lane leaves to the connection's workflow, which got a signal; 0 = lane at once. */
  readonly headStartMs: number;
  readonly body: Uint8Array | null;
  /** Why nothing can be done about it: it is stored as `dead`. */
  readonly problem: StoredProblem | null;
}

export interface Accepted {
  /** The connections that got a new row: none for a repeat or for an unknown user. */
  readonly connectionIds: readonly ConnectionId[];
}

/** A notice of a user that nobody connected is kept as `ignored`, so that an operator can see it. */
const INSERT = `
  INSERT INTO inbox (environment_id, provider_app_id, connection_id, provider_event_id, kind, provider_user_id, object_type, object_id, object_revision,
                     occurred_at, due_at, body, state, finished_at, problem)
  SELECT n.environment_id, n.provider_app_id, c.id, n.event_id, n.kind, n.provider_user_id, n.object_type, n.object_id, n.object_revision,
         n.occurred_at, now() + n.head_start_ms * interval '1 millisecond', n.body,
         CASE WHEN n.problem IS NOT NULL THEN 'dead' WHEN c.id IS NULL THEN 'ignored' ELSE 'pending' END,
         CASE WHEN c.id IS NULL OR n.problem IS NOT NULL THEN now() END,
         CASE WHEN n.problem IS NOT NULL THEN n.problem
              WHEN c.id IS NULL THEN '{"kind": "missing", "message": "no connection of this environment belongs to this provider user"}'::jsonb END
    FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::timestamptz[], $11::int[], $12::bytea[], $13::jsonb[])
      AS n(ordinal, environment_id, provider_app_id, event_id, kind, provider_user_id, object_type, object_id, object_revision, occurred_at, head_start_ms, body, problem)
    LEFT JOIN connection c ON c.provider_app_id = n.provider_app_id AND c.provider_user_id = n.provider_user_id
  ON CONFLICT DO NOTHING
  RETURNING connection_id, provider_app_id, provider_event_id`;

interface Waiting {
  readonly notices: readonly IncomingNotice[];
  readonly resolve: (accepted: Accepted) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Groups requests that arrive while an insert is under way into the next one, as a database groups commits: alone a request waits for nobody,
 * at 500/s one commit serves many.
 */
export class Intake {
  private waiting: Waiting[] = [];
  private running = 0;

  constructor(
    private readonly db: Database,
    private readonly maxRows = 200,
    private readonly maxParallel = 2,
  ) {}

  /** Resolves when the notices are committed. Repeats are accepted and change nothing. */
  accept(notices: readonly IncomingNotice[]): Promise<Accepted> {
    if (notices.length === 0) return Promise.resolve({ connectionIds: [] });
    return new Promise((resolve, reject) => {
      this.waiting.push({ notices, resolve, reject });
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    if (this.running >= this.maxParallel) return;
    this.running++;
    while (this.waiting.length > 0) {
      const batch: Waiting[] = [];
      for (let rows = 0; this.waiting[0] && rows < this.maxRows;) {
        const next = this.waiting.shift();
        if (!next) break;
        batch.push(next);
        rows += next.notices.length;
      }
      await this.insert(batch);
    }
    this.running--;
  }

  private async insert(batch: readonly Waiting[]): Promise<void> {
    const rows = batch.flatMap((waiting) => waiting.notices);
    const column = <T>(pick: (notice: IncomingNotice) => T): T[] => rows.map(pick);
    try {
      const { rows: inserted } = await this.db.query<{
        connection_id: ConnectionId | null;
        provider_app_id: string;
        provider_event_id: string;
      }>(
        prepared('inbox-accept', INSERT, [
          rows.map((_, index) => index),
          column((n) => n.environmentId),
          column((n) => n.providerAppId),
          column((n) => n.eventId),
          column((n) => n.kind),
          column((n) => n.providerUserId),
          column((n) => n.objectType),
          column((n) => n.objectId),
          column((n) => n.objectRevision),
          column((n) => n.occurredAt),
          column((n) => n.headStartMs),
          column((n) => n.body),
          column((n) => (n.problem === null ? null : JSON.stringify(n.problem))),
        ]),
      );
      const byEvent = Map.groupBy(inserted, (row) => `${row.provider_app_id} ${row.provider_event_id}`);
      for (const waiting of batch) {
        const ids = waiting.notices
          .flatMap((n) => byEvent.get(`${n.providerAppId} ${n.eventId}`) ?? [])
          .map((row) => row.connection_id);
        waiting.resolve({ connectionIds: [...new Set(ids.filter((id) => id !== null))] });
      }
    } catch (error) {
      // One bad row must not refuse its neighbours; a database that is away is not asked again for each.
      if (batch.length > 1 && !isUnavailable(error)) for (const waiting of batch) await this.insert([waiting]);
      else for (const waiting of batch) waiting.reject(error);
    }
  }
}
