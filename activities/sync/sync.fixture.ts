/** One connected rider of a real sandbox, and what tests of a sync ask about them. */
import type { QueryResultRow } from 'pg';
import type { ConnectionId } from '../../model/ids.js';
import { SandboxClient } from '../../providers/insiders/sandbox.fixture.js';
import { type Database, openDatabase } from '../../store/database.js';
import { Intake } from '../../store/inbox/intake.js';
import { notice } from '../../store/store.fixture.js';
import { type Rig, makeRig } from '../activities.fixture.js';

interface Servers {
  /** Migrated. */
  readonly database: { readonly url: string; dispose(): Promise<void> };
  /** With one rider, without past rides and limits. */
  readonly sandbox: { readonly url: string; close(): Promise<void> };
}

export class SyncWorld {
  rig!: Rig;
  id!: ConnectionId;

  private constructor(
    private readonly servers: Servers,
    readonly db: Database,
    readonly client: SandboxClient,
    readonly rider: string,
  ) {}

  /** @param servers its own from then on: they end with it */
  static async over(servers: Servers): Promise<SyncWorld> {
    const db = openDatabase({ url: servers.database.url, poolSize: 10, name: 'test', onError: () => undefined });
    const client = new SandboxClient(servers.sandbox.url);
    return new SyncWorld(servers, db, client, await client.firstRider());
  }

  async close(): Promise<void> {
    await this.servers.sandbox.close();
    await this.db.end();
    await this.servers.database.dispose();
  }

  /** A connection of its own for each test; its poll is an hour away, and its profile known. */
  async connect(): Promise<void> {
    this.rig = await makeRig(this.db, this.servers.sandbox.url);
    this.id = await this.rig.connect(this.rider, (await this.client.connect(this.rider)).tokens);
    await this.db.query(`UPDATE connection SET next_poll_at = now() + interval '1 hour' WHERE id = $1`, [this.id]);
    await this.db.query(`INSERT INTO coverage (connection_id, type, day) VALUES ($1, 'athlete', '1970-01-01')`, [this.id]);
  }

  async disconnect(): Promise<void> {
    await this.client.control('DELETE', '/faults');
    await this.rig.close();
  }

  fault(name: string, more: object = {}): Promise<unknown> {
    return this.client.control('POST', '/faults', { name, ...more });
  }

  async ride(): Promise<string> {
    return ((await this.client.control('POST', `/riders/${this.rider}/rides`, { minutes: 2 })) as { id: string }).id;
  }

  told(objectId: string | null, more: object = {}): Promise<unknown> {
    const objectType = objectId === null ? null : 'activity';
    return new Intake(this.db).accept([
      notice(this.rig.tenant, this.rider, { objectId, objectType, objectRevision: null, ...more }),
    ]);
  }

  async toldOfRides(count: number): Promise<string[]> {
    const keys: string[] = [];
    for (let n = 0; n < count; n++) keys.push(await this.ride());
    for (const key of keys) await this.told(key);
    return keys;
  }

  run(): ReturnType<Rig['sync']['run']> {
    return this.rig.sync.run(this.id, AbortSignal.timeout(20_000));
  }

  async all<Row extends QueryResultRow>(sql: string): Promise<Row[]> {
    return (await this.db.query<Row>(sql, [this.id])).rows;
  }

  async state(): Promise<string | undefined> {
    return (await this.all<{ state: string }>(`SELECT state FROM connection WHERE id = $1`))[0]?.state;
  }

  async held(): Promise<string[]> {
    const rows = await this.all<{ key: string }>(`SELECT record_key AS key FROM record WHERE connection_id = $1`);
    return rows.map(({ key }) => key).sort();
  }

  inbox(): Promise<{ key: string | null; state: string; kind: string | null }[]> {
    return this.all(
      `SELECT object_id AS key, state, problem->>'kind' AS kind FROM inbox WHERE connection_id = $1 ORDER BY state, object_id`,
    );
  }

  /** Of events about the connection itself. */
  async statuses(): Promise<string[]> {
    const rows = await this.all<{ type: string }>(
      `SELECT type FROM event WHERE connection_id = $1 AND record_key IS NULL ORDER BY id`,
    );
    return rows.map(({ type }) => type);
  }

  /** Everything that waits is due. */
  async later(): Promise<void> {
    await this.all(`UPDATE credential SET updated_at = now() - interval '1 minute' WHERE connection_id = $1`);
    await this.all(`UPDATE inbox SET due_at = now() WHERE connection_id = $1 AND state = 'pending'`);
  }

  async pollDue(): Promise<void> {
    await this.all(`UPDATE connection SET next_poll_at = now() WHERE id = $1`);
  }

  /** Answers of the sandbox so far to requests like this. */
  async answers(route: RegExp): Promise<number> {
    const { requests } = (await this.client.control('GET', '/stats')) as { requests: Record<string, number> };
    return Object.entries(requests).reduce((sum, [name, count]) => (route.test(name) ? sum + count : sum), 0);
  }
}
