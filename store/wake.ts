/**
 * Waking the lanes of other processes by LISTEN/NOTIFY. NOTIFY takes one lock for the whole database when it commits, so it is never part of a data
 * transaction, and each process sends at most one per channel at a time and every 20 ms: the first at once, what comes meanwhile together.
 */
import pg from 'pg';
import type { Database } from './database.js';

/** `inbox`: notices came. `delivery`: deliveries came, payload = destination ids. `relieved`: a signalled row had to be taken by a lane. */
export type Channel = 'inbox' | 'delivery' | 'relieved';

const QUIET_MS = 20;
/** A wake on a connection that hangs does not keep later ones. */
const STUCK_MS = 1_000;
/** A payload is at most 8,000 bytes; more ids than this mean "look at all". */
const MAX_IDS = 100;

/** What waits to be told on a channel. `sending`: a wake is on its way, or went less than {@link QUIET_MS} ago. */
interface Waiting {
  readonly ids: Set<string>;
  all: boolean;
  dirty: boolean;
  sending: boolean;
  timer: NodeJS.Timeout | null;
}

export class Waker {
  private readonly waiting = new Map<Channel, Waiting>();
  private closed = false;

  constructor(
    private readonly db: Database,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Never awaited, never throws: a lost wake costs a poll interval. @param ids none = look at all */
  wake(channel: Channel, ids: readonly string[] = []): void {
    const entry = this.waiting.get(channel) ?? { ids: new Set(), all: false, dirty: false, sending: false, timer: null };
    this.waiting.set(channel, entry);
    for (const id of ids) entry.ids.add(id);
    entry.all ||= ids.length === 0;
    entry.dirty = true;
    this.send(channel, entry);
  }

  private send(channel: Channel, entry: Waiting): void {
    if (!entry.dirty || entry.sending || this.closed) return;
    const payload = entry.all || entry.ids.size > MAX_IDS ? '' : [...entry.ids].join(',');
    entry.ids.clear();
    entry.all = false;
    entry.dirty = false;
    entry.sending = true;
    const nextIn = (ms: number): void => {
      if (entry.timer) clearTimeout(entry.timer);
      if (this.closed) return;
      entry.timer = setTimeout(() => {
        entry.sending = false;
        this.send(channel, entry);
      }, ms);
      entry.timer.unref();
    };
    nextIn(STUCK_MS);
    // The next waits for this one: two on two connections of the pool may overtake each other, and a slow database is not asked the more often.
    void this.db
      .query(`SELECT pg_notify($1, $2)`, [`freehub_${channel}`, payload])
      .catch(this.onError)
      .finally(() => {
        nextIn(QUIET_MS);
      });
  }

  close(): void {
    this.closed = true;
    for (const entry of this.waiting.values()) if (entry.timer) clearTimeout(entry.timer);
    this.waiting.clear();
  }
}

/** One dedicated connection that listens and comes back after every cut. */
export class Listener {
  private client: pg.Client | null = null;
  private closed = false;
  private retry: NodeJS.Timeout | null = null;

  constructor(
    private readonly url: string,
    private readonly handlers: Partial<Record<Channel, (ids: readonly string[]) => void>>,
    private readonly onError: (error: unknown) => void,
  ) {}

  async start(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, application_name: 'freehub-listen', keepAlive: true });
    const again = (error: unknown): void => {
      if (this.client !== client) return;
      this.client = null;
      client.removeAllListeners();
      client.on('error', () => undefined);
      void client.end().catch(() => undefined);
      if (this.closed) return;
      this.onError(error);
      this.retry = setTimeout(() => void this.start(), 500);
    };
    this.client = client;
    client.on('error', again);
    client.on('end', () => {
      again(new Error('the listening connection ended'));
    });
    client.on('notification', ({ channel, payload }) => {
      const ids = payload ? payload.split(',') : [];
      for (const [name, handle] of Object.entries(this.handlers)) if (channel === `freehub_${name}`) handle(ids);
    });
    try {
      await client.connect();
      for (const name of Object.keys(this.handlers)) await client.query(`LISTEN ${client.escapeIdentifier(`freehub_${name}`)}`);
      // Whatever was notified while we were away is looked for once.
      for (const handle of Object.values(this.handlers)) handle([]);
    } catch (error) {
      again(error);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.retry) clearTimeout(this.retry);
    const client = this.client;
    this.client = null;
    if (client) {
      client.removeAllListeners();
      client.on('error', () => undefined);
      await client.end().catch(() => undefined);
    }
  }
}
