import { z } from 'zod';
import { STORY_KINDS } from '../../../../store/desk/story/part.js';
import { id, inEnvironmentWith, page, paging, problem, shownInstant } from './common.js';
import { route } from '../../http/contract/route.js';

const tag = 'Connections';
const withConnection = inEnvironmentWith('connection');
const at = '/environments/:environment/connections/:connection';

const storyKind = z.enum(STORY_KINDS).describe('What it tells of.');

const entry = z
  .object({
    id: z.string().describe('Unique within the story.'),
    at: shownInstant,
    kind: storyKind,
    tone: z.enum(['neutral', 'good', 'warning', 'bad']),
    title: z.string().describe('What happened, in words.'),
    detail: z.string().nullable().describe('More of it: a reason, who did it, how much.'),
    record: z.object({ type: z.string(), key: z.string(), revision: z.int() }).nullable(),
    step: z
      .object({
        type: z.string(),
        key: z.string(),
        name: z.string().describe('The record, by its day where that is known.'),
        text: z.string().describe('What happened to it, in a few words.'),
      })
      .nullable()
      .describe(
        'What happened to one record: told of, stored, sent. Steps of one record that follow each other may be shown as one.',
      ),
    delivery: z
      .object({
        id,
        destination_id: id,
        destination: z.string().nullable().describe('Its name; null when it was deleted.'),
        state: z.enum(['pending', 'delivered', 'dead', 'superseded', 'canceled']),
        attempts: z.array(
          z.object({
            at: shownInstant,
            ok: z.boolean(),
            code: z.string().nullable(),
            duration_ms: z.int(),
            problem: problem.nullable(),
          }),
        ),
      })
      .nullable(),
    backfill_id: id.nullable(),
  })
  .meta({ id: 'StoryEntry' });

export const getStory = route({
  id: 'getStory',
  method: 'GET',
  path: `${at}/story`,
  tag,
  summary: 'What happened to a connection, newest first',
  description:
    'A delivery and a backfill stand at the time when they were made, with what became of them since. What is wrong with the connection now is at the head of the first page. ' +
    'As far back as events are kept (FREEHUB_RETENTION_DAYS).',
  params: withConnection,
  query: z.strictObject({
    ...paging,
    kind: storyKind.optional().describe('Only these.'),
  }),
  answer: page(entry),
});

const MAX_DAYS = 3_660;
const DAY_MS = 86_400_000;
export const getCoverage = route({
  id: 'getCoverage',
  method: 'GET',
  path: `${at}/coverage`,
  tag,
  summary: 'What has been fetched for a connection, by day and type',
  params: withConnection,
  query: z
    .strictObject({
      from: z.iso.date().optional().describe('First day (UTC). Default: a year before `to`.'),
      to: z.iso.date().optional().describe('Last day. Default: today.'),
    })
    .refine(
      ({ from, to }) =>
        from === undefined || to === undefined || (from <= to && Date.parse(to) - Date.parse(from) <= MAX_DAYS * DAY_MS),
      {
        path: ['from'],
        message: `must be before to, by ${MAX_DAYS} days at most`,
      },
    ),
  answer: z
    .object({
      from: z.string(),
      to: z.string(),
      types: z.array(z.string()).describe('All that the provider has by day: not the profile.'),
      first_day: z.string().nullable().describe('Of all that was ever fetched.'),
      days: z
        .array(z.object({ day: z.string(), fetched: z.array(z.string()).describe('Types.'), records: z.int() }))
        .describe('Days with anything; the others have not been fetched.'),
    })
    .meta({ id: 'CoverageCalendar' }),
});
