import { PostgrestClient } from '@supabase/postgrest-js';
import pLimit from 'p-limit';
import { supabaseCapabilities } from '../../../destinations/supabase/spec.js';
import { testProject } from '../../../destinations/supabase/testing/project.js';
import type { MeasuredKind } from './target.js';
import { textOf } from './target.js';

/** PostgREST reads the schema anew some moments after it was told. */
const PATIENCE_MS = 20_000;

export const supabase: MeasuredKind = {
  title: 'supabase',
  kind: 'supabase',
  floor: '@supabase/postgrest-js, upserts of 200 rows into one table, JSON.parse; both through a proxy of the bench, layout rows',
  async open() {
    const { admin, config, dispose } = await testProject('rows');
    await admin.query(`CREATE TABLE bare (key text PRIMARY KEY, user_id text, type text, payload jsonb);
                       GRANT ALL ON bare TO service_role; NOTIFY pgrst, 'reload schema'`);
    const client = new PostgrestClient(`${config.project_url}/rest/v1`, {
      headers: { apikey: config.api_key, authorization: `Bearer ${config.api_key}` },
    });
    const deadlineMs = performance.now() + PATIENCE_MS;
    while ((await client.from('bare').select('key').limit(0)).error) {
      if (performance.now() > deadlineMs) throw new Error('PostgREST does not find the table of the bench');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const limit = pLimit(supabaseCapabilities.concurrency);
    return {
      config,
      bare: (items) =>
        limit(async () => {
          const rows = items.map((item) => ({
            key: item.key,
            user_id: item.user.userId,
            type: item.type,
            payload: JSON.parse(textOf(item)) as unknown,
          }));
          await client.from('bare').upsert(rows).throwOnError();
        }),
      close: dispose,
    };
  },
};
