import { z } from 'zod';
import { config, id, inEnvironment, instant, page, paging, shownInstant } from './common.js';
import { route } from '../../http/contract/route.js';

const tag = 'Audit';
const line = z
  .object({
    id,
    environment_id: id.nullable(),
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    detail: config,
    at: shownInstant,
  })
  .meta({ id: 'AuditLine' });

const query = z.strictObject({
  ...paging,
  actor: z.string().max(200).optional(),
  action: z.string().max(100).optional().describe('How it begins: `destination.` or `destination.created`.'),
  subject: z.string().max(300).optional().describe('Id of what was changed.'),
  since: instant.optional(),
  until: instant.optional(),
});

export const listAudit = route({
  id: 'listAudit',
  method: 'GET',
  path: '/audit',
  tag,
  summary: 'Who changed what, newest first',
  query,
  answer: page(line),
});
export const listEnvironmentAudit = route({
  id: 'listEnvironmentAudit',
  method: 'GET',
  path: '/environments/:environment/audit',
  tag,
  summary: 'Who changed what in an environment',
  params: inEnvironment,
  query,
  answer: page(line),
});
