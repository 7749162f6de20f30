import { sharedToxiproxy } from '../../test/support/servers/shared.js';
import { destinationFaults } from '../kit/faults.js';
import { defineKind } from '../kit/kind.js';
import { supabase } from './index.js';
import { testProject } from './testing/project.js';

for (const layout of ['terra', 'rows'] as const)
  destinationFaults({
    name: `supabase on PostgREST and a fake of Storage, layout ${layout}`,
    kind: defineKind({ spec: supabase.spec, capabilities: supabase.capabilities, load: () => Promise.resolve(supabase) }),
    make: async () => {
      const project = await testProject(layout);
      const proxy = await (await sharedToxiproxy()).proxy(new URL(project.front.url).host);
      return {
        proxy,
        config: { ...project.config, project_url: `http://${proxy.host}:${proxy.port}` },
        readBack: project.readBack,
        dispose: project.dispose,
      };
    },
  });
