/** Terra's reads at 32 connections: who a user is, and 28 days of their rides with samples. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { zstdDecompressSync } from 'node:zlib';
import { Pool as HttpPool } from 'undici';
import type { Database } from '../../../store/database.js';
import { type Rig, startRig } from '../rig.js';
import { type Case, type Row, less, more } from '../row.js';
import { asFastAs, percentile } from '../stats.js';

const CONNECTIONS = 32;
const DAYS = 30;
const READS = [
  { name: '/v2/userInfo', count: 8_000, path: (user: string) => `/v2/userInfo?user_id=${user}` },
  {
    name: '/v2/activity, 28 rides with samples',
    count: 96,
    path: (user: string, start: string) => `/v2/activity?user_id=${user}&start_date=${start}&to_webhook=false&with_samples=true`,
  },
] as const;

const day = (back: number): string => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);

/** One ride a day for a month, fetched and known to be all there is. */
async function fill(rig: Rig): Promise<void> {
  for (let n = 0; n < DAYS; n++) await rig.notify(n);
  await rig.receiver.reached(DAYS, 60_000);
  await rig.db.query(
    `WITH numbered AS (SELECT record_key, row_number() OVER (ORDER BY record_key) AS n FROM record)
     UPDATE record r SET started_at = now() - (numbered.n - 0.5) * interval '1 day' FROM numbered WHERE r.record_key = numbered.record_key`,
  );
  await rig.db.query(
    `INSERT INTO coverage (connection_id, type, day) SELECT $1, 'activity', d::date FROM generate_series(now() - interval '40 days', now(), interval '1 day') d`,
    [rig.connections[0]],
  );
}

async function timed(origin: string, headers: Record<string, string>, path: string, count: number) {
  const pool = new HttpPool(origin, { connections: CONNECTIONS, pipelining: 1 });
  const took: number[] = [];
  let bytes = 0;
  const perSecond = await asFastAs(count, CONNECTIONS, async () => {
    const startedMs = performance.now();
    const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${await body.text()}`);
    for await (const part of body) bytes += (part as Buffer).length;
    took.push(performance.now() - startedMs);
  });
  await pool.close();
  return { perSecond, p99: percentile(took, 0.99), bytesEach: bytes / count };
}

/** What the same answers cost without a platform: node:http, one query, and for rides the bytes unpacked and joined. */
async function startBare(db: Database, user: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    void (async () => {
      if (request.url?.startsWith('/v2/userInfo') === true) {
        const { rows } = await db.query({ name: 'bare-user', text: 'SELECT * FROM connection WHERE id = $1', values: [user] });
        response.end(JSON.stringify(rows[0]));
        return;
      }
      const { rows } = await db.query<{ body: Buffer }>({
        name: 'bare-rides',
        text: `SELECT body FROM record WHERE connection_id = $1 AND started_at >= now() - interval '28 days'`,
        values: [user],
      });
      response.end(Buffer.concat(rows.map(({ body }) => zstdDecompressSync(body))));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const api: Case = {
  name: 'api',
  async run() {
    const rig = await startRig({ users: 1, seconds: 3_600 });
    try {
      await fill(rig);
      const [user = ''] = rig.connections;
      const bare = await startBare(rig.db, user);
      const out: Row[] = [];
      for (const { name, count, path } of READS) {
        const at = path(user, day(27));
        // r2 would stop such a reader after 214 requests.
        const clear = () => rig.db.query('TRUNCATE request_use');
        await clear();
        await timed(rig.apiUrl, rig.apiHeaders, at, Math.ceil(count / 8));
        await clear();
        const ours = await timed(rig.apiUrl, rig.apiHeaders, at, count);
        const floor = await timed(bare.url, {}, at, count);
        const note = `${Math.round(ours.bytesEach / 1024)} KiB each, ${CONNECTIONS} connections; floor: node:http and one query`;
        out.push(more(`${name}, rate`, ours.perSecond, 'requests/s', floor.perSecond, note));
        out.push(less(`${name}, p99`, ours.p99, 'ms', floor.p99, note));
      }
      bare.close();
      return out;
    } finally {
      await rig.close();
    }
  },
};
