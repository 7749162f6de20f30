import { z } from 'zod';
import { DATA_TYPES } from '../../../../model/terra/index.js';
import { RECORD_FILES } from '../../files/record-files.js';
import { route } from '../../http/contract/route.js';
import { id, inEnvironment, inEnvironmentWith, instant, page, paging, shownInstant } from './common.js';

const tag = 'Records';
const dataType = z.enum(DATA_TYPES);
const number = z.number().nullable();

const totals = z
  .object({
    name: z.string().nullable(),
    sport: z.string().nullable(),
    duration_seconds: number.describe('Active time where it is told, else from start to end.'),
    distance_meters: number,
    ascent_meters: number,
    energy_kilocalories: number,
    average_power_watts: number,
    max_power_watts: number,
    average_heart_rate_bpm: number,
    max_heart_rate_bpm: number,
    average_cadence_rpm: number,
    average_speed_meters_per_second: number,
  })
  .meta({ id: 'RideTotals' });

const listed = z
  .object({
    connection_id: id,
    reference_id: z.string().nullable(),
    provider: z.string().describe('On the wire and in addresses, such as `INSIDERS`.'),
    provider_title: z.string().describe('For people.'),
    type: z.string(),
    key: z.string(),
    start_time: z.string(),
    end_time: z.string(),
    revision: z.int(),
    deleted: z.boolean(),
    bytes: z.int().describe('Of its JSON.'),
    updated_at: shownInstant,
    totals: totals.nullable().describe('Of an activity.'),
  })
  .meta({ id: 'StoredRecord' });

export const listStoredRecords = route({
  id: 'listStoredRecords',
  method: 'GET',
  path: '/environments/:environment/records',
  tag,
  summary: 'List stored records of all users, newest first by their start',
  params: inEnvironment,
  query: z.strictObject({
    after: z.string().max(2000).optional().describe('`next` of the page before.'),
    limit: paging.limit,
    type: dataType.default('activity'),
    connection: id.optional(),
    since: instant.optional().describe('That began at or after this.'),
    until: instant.optional().describe('That began before this.'),
  }),
  answer: page(listed),
});

export const ofRecord = inEnvironmentWith('connection').extend({
  type: dataType,
  key: z
    .string()
    .min(1)
    .max(300)
    .refine((value) => !value.includes('\0'), 'must not hold U+0000'),
});
const at = '/environments/:environment/connections/:connection/records/:type/:key';

export const getStoredRecord = route({
  id: 'getStoredRecord',
  method: 'GET',
  path: at,
  tag,
  summary: 'Show a stored record without its samples: totals, laps, zones, which files there are',
  params: ofRecord,
  answer: listed
    .extend({
      created_at: shownInstant,
      laps: z.array(
        z.object({
          start_time: z.string().nullable(),
          duration_seconds: number,
          distance_meters: number,
          average_power_watts: number,
          average_heart_rate_bpm: number,
          average_speed_meters_per_second: number,
        }),
      ),
      zones: z
        .array(
          z.object({
            of: z.enum(['heart_rate', 'power']),
            name: z.string(),
            from: number.describe('bpm or watts.'),
            to: number,
            seconds: z.number(),
            is_derived: z.boolean().describe('Computed here, for the provider gave none.'),
          }),
        )
        .describe('Time in zones; empty where nothing tells them.'),
      files: z.array(z.enum(RECORD_FILES)).describe('What getRecordFile can give.'),
      json: z.record(z.string(), z.unknown()).nullable().describe('Terra’s model, without samples; null when it was deleted.'),
    })
    .meta({ id: 'StoredRecordDetails' }),
});

const column = z.array(z.number().nullable()).nullable();
export const getRecordSeries = route({
  id: 'getRecordSeries',
  method: 'GET',
  path: `${at}/series`,
  tag,
  summary: 'The samples of an activity as columns on one time axis, for drawing',
  params: ofRecord,
  query: z.strictObject({
    points: z.coerce
      .number()
      .int()
      .min(100)
      .max(50_000)
      .default(50_000)
      .describe('Rows at most; more are thinned out evenly, peaks kept.'),
  }),
  answer: z
    .object({
      start_time: z.string().nullable(),
      rows: z.int().describe('Before they were thinned out.'),
      elapsed_seconds: z.array(z.number()),
      altitude_meters: column,
      power_watts: column,
      heart_rate_bpm: column,
      cadence_rpm: column,
      speed_meters_per_second: column,
      distance_meters: column,
      temperature_celsius: column,
      latitude_degrees: column,
      longitude_degrees: column,
    })
    .meta({ id: 'RecordSeries' }),
  refusals: {
    400: 'It is no activity.',
    404: 'There is no such record, or it was deleted.',
    429: 'Too many activities are being read; see `Retry-After`.',
  },
});
