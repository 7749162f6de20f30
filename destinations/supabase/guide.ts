import type { KindGuide } from '../kit/guide.js';
import { supabaseErrors } from './errors.js';
import { setupSql } from './setup-sql.js';

export const supabaseGuide: KindGuide = {
  intro: 'For apps that read it through the Data API.',
  rights: [
    'A secret key (`sb_secret_…`) or the service_role key of the project. The tables have row level security on and no policies: nobody else reads them until you add some.',
  ],
  layouts: [
    {
      title: 'Set-up',
      text: `Run once in the SQL editor (for another \`schema\` put its name in place of public):\n\n\`\`\`sql${setupSql('public')}\`\`\``,
    },
    {
      title: 'terra (default)',
      text: "Terra's tables `terra_users`, `terra_data_payloads` and `terra_misc_payloads`; `payload_id` is the path of the event's object in the bucket: `2022-03-16/{type}/{user_id}-{start_time}.json`. A later revision, or a second record of the same instant, has a mark of its own behind the start: always follow `payload_id`.",
    },
    { title: 'rows', text: 'One table `freehub_events` with the event as `jsonb`; no bucket.' },
  ],
  leftBehind:
    'the tables `terra_*` (layout terra) or `freehub_events` (layout rows) with `freehub_records` and `freehub_objects` of the old project or schema, and the objects under `2022-03-16/` in the old bucket. After a change of `layout` alone keep `freehub_records`, which both use',
  guarantees: [
    'One row for each record (user, type, `record_key`). A repeat or an older revision changes nothing, also when writers race; a deleted record stays deleted.',
    'Layout terra: the row points to an object only once it is uploaded. The objects of older revisions are removed then.',
  ],
  limits: ['An event: 16 MiB. 500 events in a call; 8 uploads at a time in a session.'],
  cannot: [
    'layout terra: an upload that was cut off and lands after its record changed leaves an object that no row points to',
    'layout terra: a record that changes its revision gets another `payload_id`; `record_key` stays',
    "layout terra: the provider's original files are not kept",
    'layout rows: a NUL character becomes U+FFFD, since `jsonb` has none',
  ],
  errors: supabaseErrors.rows,
  troubleshooting: [
    {
      title: 'The function is not found',
      text: 'Run the set-up SQL again: it ends by telling the Data API to read the schema anew.',
    },
  ],
  proof: {
    server: 'PostgREST 12 on PostgreSQL; a fake of Storage',
    shows: 'Rows, guards, tombstones, races, faults on the way.',
    vendorOnly: "Storage itself, the gateway's handling of `sb_secret_…` keys, rate limits.",
  },
};
