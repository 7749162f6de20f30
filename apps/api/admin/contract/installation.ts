import { z } from 'zod';
import { route } from '../../http/contract/route.js';

export const getInstallation = route({
  id: 'getInstallation',
  method: 'GET',
  path: '/installation',
  tag: 'Installation',
  summary: 'Version, addresses and settings of this server',
  answer: z
    .object({
      version: z.string(),
      public_url: z.string(),
      temporal_ui_url: z.string().nullable().describe('Web UI of Temporal; null when FREEHUB_TEMPORAL_UI_URL is not set.'),
      temporal_namespace: z.string(),
      settings: z.array(
        z.object({
          variable: z.string(),
          group: z.string(),
          meaning: z.string(),
          value: z.string().nullable().describe('Secrets are masked; null = it is not set.'),
          is_default: z.boolean(),
        }),
      ),
    })
    .meta({ id: 'Installation' }),
});
