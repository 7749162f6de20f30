import { z } from 'zod';
import { config, id, inEnvironment, page, pageQuery, shownInstant } from './common.js';
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

export const listAudit = route({
  id: 'listAudit',
  method: 'GET',
  path: '/audit',
  tag,
  summary: 'Who changed what, newest first',
  query: pageQuery,
  answer: page(line),
});
export const listEnvironmentAudit = route({
  id: 'listEnvironmentAudit',
  method: 'GET',
  path: '/environments/:environment/audit',
  tag,
  summary: 'Who changed what in an environment',
  params: inEnvironment,
  query: pageQuery,
  answer: page(line),
});
