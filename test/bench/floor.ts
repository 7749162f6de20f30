/**
 * The bare loop: what the same external work costs without a platform. Intake, one row per notice, fetch, parse, normalize (objects' strings joined),
 * compress, one transaction, claim, POST; no tokens, budgets, retries, raw answers, attempts, circuits or story.
 */
import { type AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { Agent, fetch } from 'undici';
import { type Database, openDatabase } from '../../store/database.js';
import { rideId } from './provider.js';

const dispatcher = new Agent({ connections: 64, pipelining: 1 });

export interface Floor {
  /** A notice, as the bare loop takes it: one insert. */
  accept: (n: number) => Promise<void>;
  /** One ride by hand: fetch both parts, parse, normalize, compress. */
  fetchRide(n: number): Promise<Buffer>;
  store(n: number, body: Buffer): Promise<unknown>;
  close(): Promise<void>;
}

interface Streams {
  readonly streams: Record<string, { readonly data: readonly (number | readonly number[])[] }>;
}

/** Starts the loops against the same provider and receiver on a database of its own. */
export async function startFloor(databaseUrl: string, providerUrl: string, receiverUrl: string, loops = true): Promise<Floor> {
  const db: Database = openDatabase({ url: databaseUrl, poolSize: 24, name: 'floor', onError: () => undefined });
  await db.query(`
    DROP TABLE IF EXISTS floor_inbox, floor_record, floor_delivery;
    CREATE TABLE floor_inbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ev text UNIQUE, n int, done boolean DEFAULT false);
    CREATE INDEX ON floor_inbox (id) WHERE NOT done;
    CREATE TABLE floor_record (k text PRIMARY KEY, body bytea); ALTER TABLE floor_record ALTER body SET STORAGE EXTERNAL;
    CREATE TABLE floor_delivery (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, k text, done boolean DEFAULT false);
    CREATE INDEX ON floor_delivery (id) WHERE NOT done`);
  let stopped = false;
  const run = Math.random().toString(36).slice(2);

  const fetchRide = async (n: number): Promise<Buffer> => {
    const id = rideId(n);
    const [detail, streams] = await Promise.all(
      [`/v1/activities/${id}`, `/v1/activities/${id}/streams`].map(async (path) =>
        Buffer.from(await (await fetch(providerUrl + path, { dispatcher })).arrayBuffer()),
      ),
    );
    const parsed = JSON.parse(String(streams)) as Streams;
    const summary = JSON.parse(String(detail)) as { id: string };
    return zstdCompressSync(joined(summary.id, parsed.streams), { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  };
  const store = (n: number, body: Buffer): Promise<unknown> =>
    db.query(
      `WITH a AS (INSERT INTO floor_record VALUES ($1, $2) ON CONFLICT (k) DO UPDATE SET body = excluded.body) INSERT INTO floor_delivery (k) VALUES ($1)`,
      [rideId(n), body],
    );

  const idle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 3));
  const syncing = async (): Promise<void> => {
    while (!stopped) {
      const { rows } = await db.query<{ n: number }>(
        `UPDATE floor_inbox SET done = true WHERE id IN (SELECT id FROM floor_inbox WHERE NOT done ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 8) RETURNING n`,
      );
      if (rows.length === 0) await idle();
      for (const { n } of rows) await store(n, await fetchRide(n));
    }
  };
  const delivering = async (): Promise<void> => {
    while (!stopped) {
      const { rows } = await db.query<{ k: string }>(
        `UPDATE floor_delivery SET done = true WHERE id IN (SELECT id FROM floor_delivery WHERE NOT done ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 16) RETURNING k`,
      );
      if (rows.length === 0) await idle();
      const { rows: bodies } = await db.query<{ k: string; body: Buffer }>(
        `SELECT k, body FROM floor_record WHERE k = ANY ($1)`,
        [rows.map(({ k }) => k)],
      );
      await Promise.all(
        bodies.map(async ({ body }) =>
          (await fetch(receiverUrl, { method: 'POST', body: zstdDecompressSync(body), dispatcher })).arrayBuffer(),
        ),
      );
    }
  };
  const working = loops ? [...Array.from({ length: 4 }, syncing), ...Array.from({ length: 2 }, delivering)] : [];
  return {
    accept: async (n) => {
      await db.query({
        name: 'floor-accept',
        text: 'INSERT INTO floor_inbox (ev, n) VALUES ($1, $2)',
        values: [`${run} ${n}`, n],
      });
    },
    fetchRide,
    store,
    async close() {
      stopped = true;
      await Promise.allSettled(working);
      await db.end();
    },
  };
}

const FIELDS: Readonly<Record<string, string>> = {
  heartrate: 'bpm',
  power: 'watts',
  cadence: 'cadence_rpm',
  speed: 'speed_meters_per_second',
  altitude: 'elev_meters',
  distance: 'distance_meters',
  latlng: 'coords_lat_lng_deg',
};

/** The usual quick way: timestamps once, then strings joined. */
function joined(id: string, streams: Streams['streams']): Buffer {
  const started = Date.parse('2026-09-30T17:02:11Z');
  const stamps = (streams['time']?.data ?? []).map((second) => new Date(started + Number(second) * 1000).toISOString());
  let out = `{"metadata":{"summary_id":"${id}"}`;
  for (const [stream, field] of Object.entries(FIELDS)) {
    const data = streams[stream]?.data ?? [];
    out += `,"${stream}":[`;
    for (let i = 0; i < data.length; i++) {
      const value = data[i];
      out += `${i === 0 ? '' : ','}{"timestamp":"${stamps[i] ?? ''}","${field}":${Array.isArray(value) ? `[${value.join(',')}]` : String(value)}}`;
    }
    out += ']';
  }
  return Buffer.from(`{"type":"activity","data":[${out}}]}`);
}

/** The cheapest server that takes a notification durably: node:http and one insert. */
export async function startBareIntake(floor: Floor): Promise<{ url: string; close: () => Promise<void> }> {
  let n = 1_000_000;
  const server = createServer((request, response) => {
    request.resume().on('end', () => void floor.accept(n++).then(() => response.end('{}')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
