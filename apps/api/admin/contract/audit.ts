import { z } from 'zod';
import { config, id, inEnvironment, instant, page, paging, shownInstant } from './common.js';
import { SUBJECT_KINDS } from '../../../../store/control/audit-subjects.js';
import { route } from '../../http/contract/route.js';

const tag = 'Audit';
const line = z
  .object({
    id,
    environment_id: id.nullable(),
    environment: z.string().nullable().describe('Its dev-id.'),
    actor: z.string(),
    action: z.string(),
    subject: z.string().describe('Id of what was changed.'),
    subject_name: z
      .string()
      .nullable()
      .describe(
        'Its name today; of what is gone, the one that the line tells. A connection’s is its reference id, else its id at the provider.',
      ),
    subject_now: z
      .object({ kind: z.enum(SUBJECT_KINDS), id: z.string().describe('Of a provider, its name on the wire.') })
      .nullable()
      .describe('What it is; null = it is gone, or is no thing of its own.'),
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
