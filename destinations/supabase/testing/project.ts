/** A project of one's own: the real PostgREST on a database, and a fake of Storage, behind one address. */
import pg from 'pg';
import { createDatabase } from '../../../test/support/servers/postgres.js';
import { startPostgrest, supabaseKey } from '../../../test/support/servers/postgrest.js';
import { Front } from '../../kit/objects/testing/front.js';
import type { OwnAnswer } from '../../kit/objects/testing/front.js';
import { setupSql } from '../setup-sql.js';
import { StorageFake } from './storage-fake.js';

export const BUCKET = 'terra-payloads';

export async function testProject(layout: 'terra' | 'rows') {
  const database = await createDatabase({ template: null });
  const postgrest = await startPostgrest(database.url);
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(setupSql('public'));
  const storage = new StorageFake(BUCKET, postgrest.address.jwtSecret);
  const front = await Front.before(postgrest.address.url);
  const own: { answer: () => OwnAnswer | undefined } = { answer: () => undefined };
  front.intercept = async (incoming) =>
    own.answer() ?? (incoming.url?.startsWith('/storage/v1/') === true ? await storage.answer(incoming) : undefined);
  await ready(`${front.url}/rest/v1/rpc/freehub_write`);
  return {
    admin,
    front,
    storage,
    own,
    config: { project_url: front.url, api_key: supabaseKey('service_role'), bucket: BUCKET, layout },
    readBack: async (): Promise<string[]> => {
      if (layout === 'rows') {
        const { rows } = await admin.query<{ payload: string }>('select payload::text from freehub_events');
        return rows.map(({ payload }) => payload);
      }
      const { rows } = await admin.query<{ payload_id: string }>(
        'select payload_id from terra_data_payloads union all select payload_id from terra_misc_payloads',
      );
      return rows.map(({ payload_id: name }) => {
        const held = storage.objects.get(name);
        if (!held) throw new Error('a row points to an object that is not there');
        return held.toString();
      });
    },
    dispose: async () => {
      await front.stop();
      await postgrest.stop();
      await admin.end();
      await database.dispose();
    },
  };
}

/** PostgREST reads the schema anew some moments after it was told. */
async function ready(url: string): Promise<void> {
  const deadlineMs = performance.now() + 20_000;
  for (;;) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${supabaseKey('service_role')}`, 'content-type': 'application/json' },
      body: '{"rows":[]}',
    });
    if (answer.ok) return;
    if (performance.now() > deadlineMs) throw new Error(`the function is not there: ${await answer.text()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
