/** What may be tried of a destination before it is saved. */
import { z } from 'zod';
import { config, eventType, id, inEnvironment } from './common.js';
import { checks, format } from './destinations.js';
import { route } from '../../http/contract/route.js';

const tag = 'Destinations';
const AT = '/environments/:environment/destinations';

const given = { kind: z.string().max(40), config: config.default({}) };
const targetOf = {
  destination: id
    .optional()
    .describe('A saved one of this kind: fields that `config` leaves out are its own, secrets among them; null removes one.'),
};
export const watchCheck = route({
  id: 'watchCheck',
  method: 'POST',
  path: `${AT}/check/stream`,
  tag,
  summary: 'Try a config as checkConfig and checkDestination do, and tell of each test as it ends',
  description:
    'Server-sent events: `plan` (the names of the tests, as far as they are known), `test` (one each, as in `tests` of checkConfig), `end` ({ok}).',
  params: inEnvironment,
  body: z.strictObject({ ...given, ...targetOf }),
  answer: checks,
  files: { 'text/event-stream': 'Server-sent events.' },
});
export const previewDestination = route({
  id: 'previewDestination',
  method: 'POST',
  path: `${AT}/preview`,
  tag,
  summary: 'Show what a config would write of a ride, without writing it',
  params: inEnvironment,
  body: z.strictObject({
    ...given,
    ...targetOf,
    format: format.default('json'),
    record: z
      .strictObject({
        connection: id,
        type: eventType,
        key: z
          .string()
          .min(1)
          .max(300)
          .regex(/^[^\0]*$/, 'must not hold NUL'),
      })
      .optional()
      .describe('Default: the newest stored activity, or without one a made-up ride.'),
  }),
  answer: z.object({
    is_made_up: z.boolean().describe('No ride is stored yet: a made-up one is shown.'),
    parts: z.array(
      z.object({
        place: z.string().describe('Where it goes: an object’s name, a table, a topic, a URL.'),
        headers: z.array(z.object({ name: z.string(), value: z.string() })),
        media_type: z.string(),
        bytes: z.int(),
        text: z.string().nullable().describe('Its first 20 KB; null when it is no text.'),
      }),
    ),
  }),
});
