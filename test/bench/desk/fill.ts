/**
 * A platform that has run for a while, made by SQL: three environments of very different sizes, users with a few and with thousands of events, destinations
 * that do well, fail, hear little or are gone; notifications, coverage, tries, backfills, audit. Random numbers come of hashes: the same every time.
 */
import { type DestinationId, type EnvironmentId, newId } from '../../../model/ids.js';
import { destinationPlace } from '../../../store/control/destinations.js';
import type { Database, Queryable } from '../../../store/database.js';
import { ensurePartitions } from '../../../store/partitions.js';
import { bodyOf, shortBodies } from './bodies.js';
import { keyRing } from './key.js';
import { DAYS, DESTINATIONS, type DeskSizes, ENVIRONMENTS, HEAVY_EVENTS, LARGE, eventsOf, heavyOf } from './sizes.js';

const DAY_MS = 86_400_000;
/** 6.6 h at 1 Hz. */
const LONG_SECONDS = 23_760;
export const LONG_KEY = 'long ride/ü 1';

/** 0 to 1, of a number and a salt. */
const chance = (of: string, salt: number): string => `((hashint8extended(${of}, ${salt}) & 1048575) / 1048576.0)`;
/** 2 % small, 8 % middle, 90 % large. */
const environmentOf = (n: string): string => `CASE WHEN ${n} % 50 = 1 THEN 3 WHEN ${n} % 50 BETWEEN 2 AND 5 THEN 2 ELSE 1 END`;
const typeOf = (n: string): string =>
  `CASE WHEN ${chance(n, 2)} < 0.9 THEN 'activity' WHEN ${chance(n, 2)} < 0.94 THEN 'daily' WHEN ${chance(n, 2)} < 0.97 THEN 'sleep' WHEN ${chance(n, 2)} < 0.99 THEN 'body' ELSE 'auth' END`;

export async function fillDesk(pool: Database, sizes: DeskSizes, say: (line: string) => void): Promise<void> {
  const db = await pool.connect();
  try {
    // Foreign keys hold by the way it is made: checking two million of them takes longer than making them.
    await db.query(`SET session_replication_role = replica`);
    await fill(db, sizes, say);
    await db.query(`RESET session_replication_role`);
  } finally {
    db.release();
  }
}

async function fill(db: Queryable, sizes: DeskSizes, say: (line: string) => void): Promise<void> {
  const events = eventsOf(sizes);
  const heavy = heavyOf(sizes);
  const every = Math.max(2, Math.floor(events / (heavy * HEAVY_EVENTS)));
  /** Some users ride ten times as often as others; the heavy ones have their own share. */
  const userOf = (n: string): string =>
    `CASE WHEN ${n} % ${every} = 0 THEN ((${n} / ${every}) % ${heavy}) * 50 ELSE floor(${sizes.connections} * power(${chance(n, 1)}, 1.5))::int END`;
  const step = async (name: string, sql: string, values: unknown[] = []): Promise<void> => {
    const startedMs = performance.now();
    const { rowCount } = await db.query(sql, values);
    say(`${name}: ${rowCount ?? 0} rows, ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  };

  const nowMs = Date.now();
  for (let days = DAYS + 7; days >= 0; days -= 7) await ensurePartitions(db, nowMs - days * DAY_MS);
  await makeTenants(db);
  await step(
    'connections',
    `INSERT INTO connection (id, environment_id, provider_app_id, provider, provider_user_id, reference_id, state, scopes, created_at, last_webhook_update, last_polled_at, most_recent_data_at, synced_until, next_poll_at)
     SELECT uuidv7(-age), e.environment_id, e.app_id, 'INSIDERS', 'usr_' || lpad(n::text, 9, '0'), 'rider-' || lpad(n::text, 9, '0'),
            CASE WHEN ${chance('n', 3)} < 0.93 THEN 'active' WHEN ${chance('n', 3)} < 0.97 THEN 'reauthorize' WHEN ${chance('n', 3)} < 0.99 THEN 'paused' ELSE 'revoked' END,
            'activity:read', now() - age, now() - interval '1 hour', now() - interval '1 hour', now() - interval '2 hours', now(), now() + interval '1 day'
       FROM (SELECT n::int AS n, (1 - n::float8 / ${sizes.connections}) * interval '400 days' AS age FROM generate_series(0, ${sizes.connections - 1}) n) u
       JOIN bench_environment e ON e.k = ${environmentOf('n')}`,
  );
  await step('users', `INSERT INTO bench_user SELECT substr(provider_user_id, 5)::int, id, environment_id FROM connection`);
  await db.query('ANALYZE bench_user');
  await step(
    'records',
    `INSERT INTO record (connection_id, type, record_key, environment_id, ordering_ms, start_time, end_time, started_at, content_hash, body_bytes, body, summary, raw_ids, deleted_at)
     SELECT u.id, r.type, 'act_' || lpad(r.n::text, 9, '0'), u.environment_id, 0, to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS".000000+00:00"'),
            to_char(r.at AT TIME ZONE 'UTC' + interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS".000000+00:00"'), r.at, b.content_hash, b.bytes, b.body, b.summary, '{}',
            CASE WHEN ${chance('r.n', 4)} < 0.01 THEN now() END
       FROM (SELECT n, ${userOf('n')} AS u, replace(${typeOf('n')}, 'auth', 'menstruation') AS type, date_trunc('second', now() - interval '2 years' * power(${chance('n', 5)}, 2)) AS at
               FROM generate_series(1, ${sizes.records}::bigint) n) r
       JOIN bench_user u ON u.n = r.u JOIN bench_body b ON b.k = r.n % (SELECT count(*) FROM bench_body)`,
  );
  await step('long rides', LONG_RIDES, longRideValues(heavy));
  await step(
    'events',
    `INSERT INTO bench_event
     SELECT e.n, uuidv7(-age), u.environment_id, u.id, e.type, CASE WHEN e.type <> 'auth' THEN 'act_' || lpad(e.n::text, 9, '0') END, age
       FROM (SELECT n, ${userOf('n')} AS u, ${typeOf('n')} AS type, interval '${DAYS} days' * (1 - n::float8 / ${events}) AS age FROM generate_series(1, ${events}::bigint) n) e
       JOIN bench_user u ON u.n = e.u ORDER BY e.n`,
  );
  await db.query('ANALYZE bench_event');
  await step(
    'event',
    `INSERT INTO event (id, environment_id, connection_id, type, record_key, reference) SELECT id, environment_id, connection_id, type, record_key, gen_random_uuid() FROM bench_event ORDER BY n`,
  );
  await step(
    'deliveries',
    `INSERT INTO delivery (id, environment_id, destination_id, event_id, connection_id, type, record_key, state, due_at, attempts, finished_at, problem)
     SELECT uuidv7(-e.age), e.environment_id, d.id, e.id, e.connection_id, e.type, e.record_key, s.state, now() - e.age,
            CASE s.state WHEN 'dead' THEN 10 WHEN 'delivered' THEN 1 ELSE 0 END, CASE WHEN s.state <> 'pending' THEN now() - e.age + interval '200 milliseconds' END,
            CASE WHEN s.state = 'dead' THEN '{"kind":"transient","message":"the server answered 500"}'::jsonb END
       FROM bench_event e JOIN bench_destination d ON d.environment_id = e.environment_id AND (d.hears IS NULL OR d.hears = e.type) AND ${chance('e.n * 8 + d.k', 6)} < d.share,
            LATERAL (SELECT CASE WHEN e.n > ${events} * 0.998 AND d.k IN (1, 2) AND ${chance('e.n * 8 + d.k', 8)} < 0.9 THEN 'pending'
                                 WHEN ${chance('e.n * 8 + d.k', 7)} < d.dead THEN 'dead' WHEN ${chance('e.n * 8 + d.k', 7)} > 0.996 THEN 'superseded'
                                 WHEN ${chance('e.n * 8 + d.k', 7)} > 0.995 THEN 'canceled' ELSE 'delivered' END AS state) s
      ORDER BY e.n`,
  );
  await step(
    'attempts',
    `INSERT INTO attempt (delivery_id, n, environment_id, started_at, duration_ms, ok, code)
     SELECT id, n, environment_id, finished_at - interval '150 milliseconds', 30 + n, state = 'delivered', CASE WHEN state = 'dead' THEN '500' ELSE '200' END
       FROM delivery, generate_series(1, CASE state WHEN 'dead' THEN 3 WHEN 'delivered' THEN 1 ELSE 0 END) n ORDER BY id`,
  );
  await step(
    'notifications',
    `INSERT INTO inbox (id, received_on, environment_id, provider_app_id, connection_id, provider_event_id, kind, provider_user_id, object_type, object_id, occurred_at, received_at, state, finished_at)
     SELECT uuidv7(-age), (now() - age)::date, e.environment_id, b.app_id, e.connection_id, 'evt_' || e.n, 'changed', 'usr', 'activity', e.record_key, now() - age, now() - age,
            CASE WHEN e.n % 500 = 0 THEN 'dead' ELSE 'done' END, now() - age
       FROM bench_event e JOIN bench_environment b USING (environment_id) WHERE e.record_key IS NOT NULL AND e.n % 2 = 0 ORDER BY e.n`,
  );
  await step(
    'coverage',
    `INSERT INTO coverage (connection_id, type, day) SELECT u.id, t, now()::date - d FROM bench_user u, generate_series(0, CASE WHEN u.n % 50 = 0 AND u.n / 50 < ${heavy} THEN 1500 ELSE 2 END) d,
            unnest(ARRAY['activity', 'daily']) t`,
  );
  await makeRest(db, step, sizes);
  const startedMs = performance.now();
  await db.query('DROP TABLE bench_event, bench_body, bench_destination');
  await db.query('VACUUM (ANALYZE)');
  await db.query('CHECKPOINT');
  say(`vacuum and statistics: ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}

async function makeTenants(db: Queryable): Promise<void> {
  await db.query(`
    CREATE UNLOGGED TABLE bench_environment (k int PRIMARY KEY, environment_id uuid, app_id uuid);
    CREATE UNLOGGED TABLE bench_destination (k int, id uuid, environment_id uuid, hears text, share float8, dead float8);
    CREATE UNLOGGED TABLE bench_user (n int PRIMARY KEY, id uuid, environment_id uuid);
    CREATE UNLOGGED TABLE bench_event (n bigint, id uuid, environment_id uuid, connection_id uuid, type text, record_key text, age interval);
    CREATE UNLOGGED TABLE bench_body (k int, body bytea, bytes int, summary bytea, content_hash bytea);`);
  const keys = keyRing();
  for (const [index, name] of ENVIRONMENTS.entries()) {
    const [environmentId, appId] = [newId<EnvironmentId>(), newId()];
    await db.query(`INSERT INTO environment (id, dev_id, name) VALUES ($1, $2, $2)`, [environmentId, name]);
    await db.query(
      `INSERT INTO provider_app (id, environment_id, provider, config, secrets, hook_path, hook_verify_token) VALUES ($1, $2, 'INSIDERS', '{}', '', $3, 'v')`,
      [appId, environmentId, `bench-${name}`],
    );
    await db.query(`INSERT INTO bench_environment VALUES ($1, $2, $3)`, [index + 1, environmentId, appId]);
    for (const [k, destination] of DESTINATIONS.entries()) {
      const id = newId<DestinationId>();
      await db.query(`INSERT INTO bench_destination VALUES ($1, $2, $3, $4, $5, $6)`, [
        ...[k + 1, id, environmentId],
        ...[destination.hears, destination.share, destination.dead],
      ]);
      if (destination.name === 'gone') continue;
      const failing = destination.name === 'failing';
      await db.query(
        `INSERT INTO destination (id, environment_id, kind, name, config, secrets, state, circuit) VALUES ($1, $2, 'webhook', $3, '{"url":"https://app.example/hook"}', $5, 'enabled', $4)`,
        [
          id,
          environmentId,
          destination.name,
          failing ? 'open' : 'closed',
          keys.sealJson({ signing_secret: 'bench-signing-secret-0123456789' }, destinationPlace(environmentId, id)),
        ],
      );
    }
  }
  for (const [k, { body, bytes, summary, contentHash }] of shortBodies().entries())
    await db.query(`INSERT INTO bench_body VALUES ($1, $2, $3, $4, $5)`, [k, body, bytes, summary, contentHash]);
}

/** One of 6.6 h for each heavy user. */
const LONG_RIDES = `
  INSERT INTO record (connection_id, type, record_key, environment_id, ordering_ms, start_time, end_time, started_at, content_hash, body_bytes, body, summary, raw_ids)
  SELECT u.id, 'activity', $2, u.environment_id, 0, $3::text, $4, $3::text::timestamptz, $5, $6::int, $7::bytea, $8::bytea, '{}' FROM bench_user u WHERE u.n % 50 = 0 AND u.n / 50 < $1`;

function longRideValues(heavy: number): unknown[] {
  const { body, bytes, summary, contentHash, startTime, endTime } = bodyOf(LONG_SECONDS, LONG_KEY);
  return [heavy, LONG_KEY, startTime, endTime, contentHash, bytes, body, summary];
}

/** Backfills with the windows of one of them, and the audit log. */
async function makeRest(db: Queryable, step: (name: string, sql: string) => Promise<void>, sizes: DeskSizes): Promise<void> {
  await step(
    'backfills',
    `INSERT INTO backfill (id, environment_id, provider, types, range_start, range_end, state, windows_total, windows_done, requested_by, created_at, started_at)
     SELECT uuidv7(-(n * interval '1 hour')), environment_id, 'INSIDERS', '{activity}', now() - interval '1 year', now(),
            CASE WHEN n = 1 THEN 'running' WHEN n % 10 = 0 THEN 'failed' ELSE 'done' END, 100, 50, 'admin', now() - n * interval '1 hour', now() - n * interval '1 hour'
       FROM bench_environment, generate_series(1, 500) n WHERE k = 1`,
  );
  await step(
    'windows',
    `INSERT INTO backfill_window (backfill_id, connection_id, type, range_start, range_end, state, problem)
     SELECT b.id, u.id, 'activity', now() - (w + 1) * interval '28 days', now() - w * interval '28 days',
            CASE WHEN u.n % 100 = 0 AND w = 0 THEN 'failed' WHEN w > 1 THEN 'pending' ELSE 'done' END,
            CASE WHEN u.n % 100 = 0 AND w = 0 THEN '{"kind":"auth","message":"the athlete must connect again"}'::jsonb END
       FROM (SELECT id FROM backfill WHERE state = 'running' LIMIT 1) b, bench_user u JOIN bench_environment e ON e.environment_id = u.environment_id AND e.k = 1, generate_series(0, 3) w
      WHERE u.n < ${Math.round(sizes.connections / 4)}`,
  );
  await step(
    'audit',
    `INSERT INTO audit (id, environment_id, actor, action, subject, detail, at)
     SELECT uuidv7(-(i * interval '10 seconds')), e.environment_id, CASE WHEN i % 7 = 0 THEN 'api:key' ELSE 'admin' END,
            (ARRAY['connection.paused', 'connection.resumed', 'destination.updated', 'delivery.redriven', 'connection.synced_by_hand'])[i % 5 + 1], coalesce(u.id::text, 'none'), '{}', now() - i * interval '10 seconds'
       FROM generate_series(1, ${sizes.connections}) AS g(i) JOIN bench_environment e ON e.k = ${environmentOf('i')} LEFT JOIN bench_user u ON u.n = i - 1`,
  );
  await db.query(`UPDATE backfill SET windows_total = 400, windows_done = 200 WHERE state = 'running'`);
}

/** What the cases ask for. */
export interface Landmarks {
  readonly environmentId: string;
  readonly heavy: string;
  readonly ordinary: string;
  readonly destinations: Readonly<Record<string, string>>;
  readonly backfill: string;
  readonly dead: string;
}

export async function landmarks(db: Database): Promise<Landmarks> {
  const one = async (sql: string): Promise<string> => (await db.query<{ id: string }>(sql)).rows[0]?.id ?? '';
  const environmentId = await one(`SELECT id FROM environment WHERE dev_id = '${LARGE}'`);
  const { rows } = await db.query<{ name: string; id: string }>(`SELECT name, id FROM destination WHERE environment_id = $1`, [
    environmentId,
  ]);
  return {
    environmentId,
    heavy: await one(`SELECT id FROM bench_user WHERE n = 0`),
    ordinary: await one(`SELECT id FROM bench_user WHERE n = 20`),
    destinations: Object.fromEntries(rows.map(({ name, id }) => [name, id])),
    backfill: await one(`SELECT id FROM backfill WHERE environment_id = '${environmentId}' AND state = 'running' LIMIT 1`),
    dead: await one(
      `SELECT id FROM delivery WHERE environment_id = '${environmentId}' AND state = 'dead' ORDER BY id DESC LIMIT 1`,
    ),
  };
}
