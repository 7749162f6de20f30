import { z } from 'zod';
import { DATA_TYPES } from '../../../../model/terra/index.js';
import { route } from '../../http/contract/route.js';
import { ACTIVITY_FORMATS } from '../../../../model/activity-format.js';
import { RECORD_FILES } from '../../files/record-files.js';
import { done, inEnvironmentWith, page, paging, shownInstant } from './common.js';
import { ofRecord } from './rides.js';

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

const dataType = z.enum(DATA_TYPES);

export const listRecords = route({
  id: 'listRecords',
  method: 'GET',
  path: '/environments/:environment/connections/:connection/records',
  tag: 'Connections',
  summary: 'List the stored records of a user, newest first by their start; deleted ones too',
  params: inEnvironmentWith('connection'),
  query: z.strictObject({
    after: z.string().max(2000).optional().describe('`next` of the page before.'),
    limit: paging.limit,
    type: dataType.optional(),
  }),
  answer: page(
    z
      .object({
        key: z.string(),
        type: z.string(),
        start_time: z.string(),
        end_time: z.string(),
        revision: z.int(),
        deleted: z.boolean(),
        bytes: z.int().describe('Of its JSON.'),
        updated_at: shownInstant,
      })
      .meta({ id: 'ListedRecord' }),
  ),
});

export const deleteRecord = route({
  id: 'deleteRecord',
  method: 'DELETE',
  path: '/environments/:environment/connections/:connection/records/:type/:key',
  tag: 'Connections',
  summary: 'Delete a stored record of a user, and tell the destinations, as if its provider had deleted it',
  description:
    'What it was made from is deleted with it; nothing is deleted at the provider. A later sync brings the record back when the provider still shows it and has a newer version of it, or no versions. ' +
    'Deleting it again changes nothing.',
  params: ofRecord,
  answer: done,
  refusals: { 404: 'There is no such user, or never was such a record.' },
});

export const getRecordFile = route({
  id: 'getRecordFile',
  method: 'GET',
  path: '/environments/:environment/connections/:connection/records/:type/:key/file',
  tag: 'Connections',
  summary: 'Download a stored record, as it is or as a file of another format',
  params: ofRecord,
  query: z.strictObject({
    format: z
      .enum(RECORD_FILES)
      .default('json')
      .describe(
        'json = as it is stored; fit, fhir, gpx, tcx: of an activity; raw = the answers of the provider that it was made from, as one JSON object by part; original = the file that it was made from, as it came.',
      ),
  }),
  answer: z.record(z.string(), z.unknown()).describe('The record, with format json.'),
  files: {
    ...Object.fromEntries(Object.values(ACTIVITY_FORMATS).map(({ mediaType, extension }) => [mediaType, `.${extension}`])),
    'application/octet-stream': 'An original of another kind.',
  },
  refusals: {
    400: 'The record cannot be such a file; `detail` says why.',
    404: 'There is no such record, it was deleted, or no original is kept.',
    429: 'Too many activities are being converted; see `Retry-After`.',
  },
});
