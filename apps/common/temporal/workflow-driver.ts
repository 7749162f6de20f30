/**
 * Starting and nudging workflows. PostgreSQL has said everything that matters before this is called, so nothing here throws: what Temporal does not
 * hear now, the reconciler tells it later, and the relief lanes do the work meanwhile.
 */
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { BackfillId, ConnectionId, DestinationId } from '../../../model/ids.js';
import type { Queryable } from '../../../store/database.js';
import {
  type BackfillInput,
  type ConnectionInput,
  type DestinationInput,
  QUEUES,
  SEARCH_ATTRIBUTES,
  WORKFLOW,
  cancel,
  disconnected,
  nudge,
  pause,
  reauthorized,
  resume,
  workflowId,
} from '../../../workflows/contract.js';
import type { TemporalLink } from './temporal-link.js';

const SIGNALS = { nudge, pause, resume, reauthorized, disconnected, cancel } as const;
export type SignalName = keyof typeof SIGNALS;

/** Longer than a healthy server ever takes, short enough not to pile up calls to one that is away. */
const DEADLINE_MS = 5_000;

/** Between live syncs (2) and backfills (5): somebody waits for it. */
const REQUEST_PRIORITY = 3;

export interface WorkflowDriverOptions {
  readonly db: Queryable;
  readonly link: TemporalLink;
  readonly backfillParallel: number;
  readonly onError: (error: unknown, doing: string) => void;
}

export class WorkflowDriver {
  constructor(private readonly options: WorkflowDriverOptions) {}

  /** @returns false when Temporal did not take it. */
  connection(id: ConnectionId, signal: SignalName = 'nudge'): Promise<boolean> {
    return this.quietly(`signalling connection ${id}`, async (client) => {
      if (await this.signalRunning(client, workflowId.connection(id), signal)) return;
      const { rows } = await this.options.db.query<{
        dev_id: string;
        provider: string;
        state: string;
        reference_id: string | null;
        created_at: Date;
      }>(
        `SELECT e.dev_id, c.provider, c.state, c.reference_id, c.created_at FROM connection c JOIN environment e ON e.id = c.environment_id WHERE c.id = $1`,
        [id],
      );
      const row = rows[0];
      if (!row) return;
      const input: ConnectionInput = { connectionId: id, environment: row.dev_id };
      await client.workflow.signalWithStart(WORKFLOW.connection, {
        ...this.start(workflowId.connection(id), row.dev_id, row.provider, row.state),
        args: [input],
        signal: SIGNALS[signal].name,
        signalArgs: [],
        memo: { user_id: id, reference_id: row.reference_id ?? '' },
        staticSummary: `${row.provider} user of ${row.dev_id}${row.reference_id ? `, reference ${row.reference_id}` : ''}`,
        staticDetails: `Connected ${row.created_at.toISOString()}. Each \`syncConnection\` below is one look at the provider; its result counts what was found and changed.`,
      });
    });
  }

  backfill(id: BackfillId, signal?: 'pause' | 'resume' | 'cancel'): Promise<boolean> {
    return this.quietly(`starting backfill ${id}`, async (client) => {
      if (signal && (await this.signalRunning(client, workflowId.backfill(id), signal))) return;
      const { rows } = await this.options.db.query<{
        dev_id: string;
        provider: string;
        state: string;
        purpose: string;
        range: string;
        users: number | null;
      }>(
        `SELECT e.dev_id, b.provider, b.state, b.purpose, to_char(b.range_start, 'YYYY-MM-DD') || ' to ' || to_char(b.range_end, 'YYYY-MM-DD') AS range, cardinality(b.connection_ids) AS users
           FROM backfill b JOIN environment e ON e.id = b.environment_id WHERE b.id = $1 AND b.state IN ('planned', 'running')`,
        [id],
      );
      const row = rows[0];
      if (!row) return;
      const input: BackfillInput = {
        backfillId: id,
        environment: row.dev_id,
        parallel: this.options.backfillParallel,
        ...(row.purpose === 'request' ? { priority: REQUEST_PRIORITY } : {}),
      };
      await client.workflow.start(WORKFLOW.backfill, {
        ...this.start(workflowId.backfill(id), row.dev_id, row.provider, row.state),
        args: [input],
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: `${row.purpose === 'request' ? 'History request: ' : ''}${row.provider} ${row.range}, ${row.users === null ? 'all users' : `${row.users} user(s)`} of ${row.dev_id}`,
      });
    });
  }

  destination(id: DestinationId, signal: SignalName = 'nudge'): Promise<boolean> {
    return this.quietly(`signalling destination ${id}`, async (client) => {
      if (await this.signalRunning(client, workflowId.destination(id), signal)) return;
      const { rows } = await this.options.db.query<{ dev_id: string; kind: string; name: string; state: string }>(
        `SELECT e.dev_id, t.kind, t.name, t.state FROM destination t JOIN environment e ON e.id = t.environment_id WHERE t.id = $1`,
        [id],
      );
      const row = rows[0];
      if (!row) return;
      const input: DestinationInput = { destinationId: id, environment: row.dev_id };
      await client.workflow.signalWithStart(WORKFLOW.destination, {
        ...this.start(workflowId.destination(id), row.dev_id, row.kind, row.state),
        args: [input],
        signal: SIGNALS[signal].name,
        signalArgs: [],
        staticSummary: `${row.kind} destination "${row.name}" of ${row.dev_id}`,
      });
    });
  }

  housekeeping(): Promise<boolean> {
    return this.quietly('starting housekeeping', async (client) => {
      await client.workflow.start(WORKFLOW.housekeeping, {
        workflowId: workflowId.housekeeping,
        taskQueue: QUEUES.workflows,
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: 'Partitions, retention, expired sessions, forgotten workflows',
      });
    });
  }

  private start(id: string, environment: string, provider: string, status: string) {
    return {
      workflowId: id,
      taskQueue: QUEUES.workflows,
      searchAttributes: {
        [SEARCH_ATTRIBUTES.environment]: [environment],
        [SEARCH_ATTRIBUTES.provider]: [provider],
        [SEARCH_ATTRIBUTES.status]: [status],
      },
    };
  }

  private async signalRunning(client: Client, id: string, signal: SignalName): Promise<boolean> {
    try {
      await client.workflow.getHandle(id).signal(SIGNALS[signal]);
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  private async quietly(doing: string, work: (client: Client) => Promise<void>): Promise<boolean> {
    try {
      const client = await this.options.link.client();
      await client.withDeadline(Date.now() + DEADLINE_MS, () => work(client));
      return true;
    } catch (error) {
      this.options.onError(error, doing);
      return false;
    }
  }
}
