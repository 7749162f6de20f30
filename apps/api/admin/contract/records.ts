import { z } from 'zod';
import { DATA_TYPES } from '../../../../model/terra/index.js';
import { route } from '../../http/contract/route.js';
import { inEnvironmentWith } from './common.js';

export const uploadRecords = route({
  id: 'uploadRecords',
  method: 'POST',
  path: '/environments/:environment/connections/:connection/records',
  tag: 'Connections',
  summary: 'Store records for a user as if its provider had sent them, and deliver them: for tests and for taking data over',
  description:
    'Records are of Terra’s models; keys that are left out are null. A record takes the place of the one with the same key; the same content again is not delivered again.',
  status: 201,
  params: inEnvironmentWith('connection'),
  body: z.strictObject({
    type: z.enum(DATA_TYPES),
    data: z.array(z.record(z.string(), z.unknown())).min(1).max(100),
  }),
  answer: z.object({
    keys: z.array(z.string()).describe('Of the records, in their order.'),
    changed: z.int().describe('How many of them are new or different.'),
  }),
});
