import { jest } from '@jest/globals';
import { supabaseKey } from '../../test/support/servers/postgrest.js';
import { destinationContract } from '../kit/contract.js';
import type { ContractRig } from '../kit/contract.js';
import { defineKind } from '../kit/kind.js';
import { closedUrl } from '../kit/objects/testing/front.js';
import { supabase } from './index.js';
import { BUCKET, testProject } from './testing/project.js';

jest.setTimeout(60_000);

async function make(layout: 'terra' | 'rows'): Promise<ContractRig> {
  const project = await testProject(layout);
  const { config, front, own } = project;
  return {
    config,
    wrongSecret: { ...config, api_key: supabaseKey('service_role', 'another secret of at least 32 characters') },
    unreachable: { ...config, project_url: await closedUrl() },
    readBack: project.readBack,
    left: async ({ user: { userId } }) => {
      const tables = layout === 'rows' ? ['freehub_events'] : ['terra_users', 'terra_data_payloads'];
      const rows = await Promise.all(
        tables.map(async (table) => {
          const { rows: found } = await project.admin.query<{ text: string }>(
            `select to_jsonb(t)::text as text from ${table} t where user_id = $1`,
            [userId],
          );
          return found.map(({ text }) => ({ place: `public.${table}`, text }));
        }),
      );
      const objects = [...project.storage.objects].filter(([name]) => name.includes(userId));
      return [...rows.flat(), ...objects.map(([name, bytes]) => ({ place: `${BUCKET}/${name}`, text: bytes.toString() }))];
    },
    // rows: half of a surrogate pair, valid JSON but no jsonb. terra: a name that Storage refuses.
    poison: (item) =>
      layout === 'terra'
        ? { ...item, user: { ...item.user, userId: `🚴${item.user.userId}` } }
        : { ...item, body: Buffer.from(Buffer.from(item.body).toString().replace('"extra":null', '"extra":"\\ud800"')) },
    stall: () => front.stall(),
    throttle: () => {
      own.answer = () => ({ status: 429, headers: { 'retry-after': '7' }, body: '{}' });
      return Promise.resolve({
        retryAfterMs: 7000,
        release: () => {
          own.answer = () => undefined;
          return Promise.resolve();
        },
      });
    },
    dispose: project.dispose,
  };
}

for (const layout of ['terra', 'rows'] as const)
  destinationContract({
    name: `supabase on PostgREST and a fake of Storage, layout ${layout}`,
    kind: defineKind({ spec: supabase.spec, capabilities: supabase.capabilities, load: () => Promise.resolve(supabase) }),
    readme: new URL('../../docs/destinations/supabase.md', import.meta.url),
    make: () => make(layout),
  });
