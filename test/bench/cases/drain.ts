/** Working off a backlog, and stored event → delivered, with events of 1 KB. */
import pg from 'pg';
import { Pool as HttpPool } from 'undici';
import { type DestinationId, type EnvironmentId } from '../../../model/ids.js';
import type { Database } from '../../../store/database.js';
import { startBenchReceiver } from '../receiver.js';
import { type Rig, startRig } from '../rig.js';
import { type Case, type Row, less, more } from '../row.js';
import { asFastAs, percentile } from '../stats.js';

export const BACKLOG = 20_000;
const PADDING = 'x'.repeat(850);

/** Events without a record, 1 KB each, with one delivery each. */
async function store(
  db: Database,
  environmentId: EnvironmentId,
  destinationId: DestinationId,
  count: number,
  first = 0,
): Promise<void> {
  await db.query(
    `WITH made AS (
       INSERT INTO event (environment_id, connection_id, type, reference, body)
       SELECT $1, NULL, 'healthcheck', gen_random_uuid(), jsonb_build_object('type', 'healthcheck', 'status', 'success', 'n', $4::int + n, 'at', (extract(epoch FROM clock_timestamp()) * 1000), 'padding', $5::text,
              'user', jsonb_build_object('user_id', gen_random_uuid(), 'provider', 'INSIDERS', 'created_at', '2026-01-01T00:00:00.000000+00:00', 'last_webhook_update', NULL, 'scopes', NULL, 'reference_id', NULL, 'active', true))
         FROM generate_series(1, $3) n RETURNING id)
     INSERT INTO delivery (environment_id, destination_id, event_id, type) SELECT $1, $2, id, 'healthcheck' FROM made`,
    [environmentId, destinationId, count, first, PADDING],
  );
}

/** @returns deliveries per second */
export async function backlog(rig: Rig, destination: DestinationId, done: () => Promise<number>): Promise<number> {
  await rig.db.query(`UPDATE destination SET state = 'paused' WHERE id = $1`, [destination]);
  await store(rig.db, rig.environmentId, destination, BACKLOG);
  await rig.db.query('ANALYZE delivery, event');
  await rig.db.query('CHECKPOINT').catch(() => undefined);
  const startedMs = performance.now();
  await rig.db.query(`UPDATE destination SET state = 'enabled' WHERE id = $1`, [destination]);
  await rig.db.query(`SELECT pg_notify('freehub_delivery', $1)`, [destination]);
  while ((await done()) < BACKLOG) {
    if (performance.now() - startedMs > 120_000)
      throw new Error(`only ${await done()} of ${BACKLOG} were delivered in two minutes`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return BACKLOG / ((performance.now() - startedMs) / 1000);
}

async function bareWebhook(url: string): Promise<number> {
  const pool = new HttpPool(new URL(url).origin, { connections: 32, pipelining: 1 });
  const body = JSON.stringify({ type: 'healthcheck', padding: PADDING });
  const rate = await asFastAs(BACKLOG, 32, async () => (await pool.request({ method: 'POST', path: '/in', body })).body.dump());
  await pool.close();
  return rate;
}

async function bareSql(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`DROP TABLE IF EXISTS bare; CREATE TABLE bare (id bigint PRIMARY KEY, payload jsonb)`);
  const rows = Array.from({ length: 200 }, (_, n) => ({ id: n, payload: { type: 'healthcheck', padding: PADDING } }));
  const startedMs = performance.now();
  for (let batch = 0; batch < BACKLOG / 200; batch++) {
    for (const row of rows) row.id += 200;
    await client.query({
      name: 'bare',
      text: `INSERT INTO bare SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(id bigint, payload jsonb) ON CONFLICT (id) DO UPDATE SET payload = excluded.payload`,
      values: [JSON.stringify(rows)],
    });
  }
  const rate = BACKLOG / ((performance.now() - startedMs) / 1000);
  await client.end();
  return rate;
}

async function sqlDestination(rig: Rig): Promise<DestinationId> {
  const url = new URL(rig.targetUrl);
  return rig.addDestination(
    'sql',
    'target',
    {
      scheme: 'postgres',
      host: url.hostname,
      port: Number(url.port),
      database: url.pathname.slice(1),
      username: decodeURIComponent(url.username),
      tls: 'disable',
    },
    { password: decodeURIComponent(url.password) },
  );
}

export const drain: Case = {
  name: 'drain',
  async run() {
    const rig = await startRig({ users: 1, seconds: 60 });
    try {
      rig.receiver.reset();
      const webhookRate = await backlog(rig, rig.webhook, () => Promise.resolve(rig.receiver.count));
      const sql = await sqlDestination(rig);
      const target = new pg.Client({ connectionString: rig.targetUrl });
      await target.connect();
      const sqlRate = await backlog(rig, sql, async () => {
        const { rows } = await rig.db.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM delivery WHERE destination_id = $1 AND state = 'delivered'`,
          [sql],
        );
        return rows[0]?.n ?? 0;
      });
      await target.end();
      return [
        more(
          'drain to a webhook, 1 KB',
          webhookRate,
          'deliveries/s',
          await bareWebhook(rig.receiver.url),
          `${BACKLOG} due; floor: undici alone, 32 connections`,
        ),
        more(
          'drain to PostgreSQL, 1 KB',
          sqlRate,
          'rows/s',
          await bareSql(rig.targetUrl),
          `${BACKLOG} due; floor: pg alone, upserts of 200 rows`,
        ),
      ];
    } finally {
      await rig.close();
    }
  },
};

/** Stored → received at 200/s, alone and beside a destination that answers after 5 s. */
export const stored: Case = {
  name: 'stored',
  async run() {
    const rig = await startRig({ users: 1, seconds: 60 });
    const slow = await startBenchReceiver(5_000);
    try {
      const measure = async (): Promise<number[]> => {
        const took: number[] = [];
        rig.receiver.reset();
        rig.receiver.onDelivery = (head) => {
          const at = /"at": ?([\d.]+)/.exec(head)?.[1];
          if (at !== undefined) took.push(Date.now() + (performance.now() % 1) - Number(at));
        };
        const startedMs = performance.now();
        for (let n = 0; n < 1_600; n++) {
          const waitMs = startedMs + n * 5 - performance.now();
          if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
          await store(rig.db, rig.environmentId, rig.webhook, 1, n);
          void rig.db.query(`SELECT pg_notify('freehub_delivery', $1)`, [rig.webhook]);
        }
        await rig.receiver.reached(1_600, 30_000);
        return took.slice(100);
      };
      await measure();
      const alone = await measure();
      const hanging = await rig.addDestination(
        'webhook',
        'hanging',
        { url: slow.url },
        { signing_secret: 'bench-signing-secret-0123456789' },
      );
      await store(rig.db, rig.environmentId, hanging, 2_000);
      await rig.db.query(`SELECT pg_notify('freehub_delivery', $1)`, [hanging]);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const beside = await measure();
      const rows: Row[] = [0.5, 0.95, 0.99].map((share) =>
        less(`stored event → delivered at 200/s, p${share * 100}`, percentile(alone, share), 'ms', null, '1 KB'),
      );
      for (const share of [0.5, 0.99]) {
        rows.push(
          less(
            `the same beside a destination that hangs 5 s, p${share * 100}`,
            percentile(beside, share),
            'ms',
            percentile(alone, share),
            'floor: the row above, without it',
          ),
        );
      }
      return rows;
    } finally {
      await rig.close();
      await slow.close();
    }
  },
};
