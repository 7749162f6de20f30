/** Reading what users recorded: seven types, asked for in the same way. */
import { z } from 'zod';
import { type DataType, MODELS } from '../../../../model/terra/index.js';
import { route } from '../../http/contract/route.js';
import { ACTIVITY_FORMATS } from '../../../../model/activity-format.js';
import { NO_USER, anyQuery, success, text, user, userId } from './common.js';
import { historyQuery, toWebhook } from './range.js';

/** The data comes by events, all with this reference. */
const acknowledgement = z
  .object({
    status: success,
    type: z.string(),
    reference: z.uuid().describe('`terra-reference` of the events that bring the data.'),
    trace_id: z.uuid().describe('The same.'),
    message: z.string().optional().describe('Only where there is something to say: of large requests.'),
    user,
  })
  .meta({ id: 'DataSentToWebhook', description: 'The data is sent to the destinations.' });

const LIMITS = {
  'X-Terra-RateLimit-Limit': 'Day units that may be asked of one user in an hour.',
  'X-Terra-RateLimit-Remaining': 'What is left of them.',
  'X-Terra-RateLimit-Reset-After': 'Seconds until all of them are there again.',
};
const REFUSALS = {
  404: NO_USER,
  424: 'The provider refused to give the data.',
  429: '`X-Terra-RateLimit-Rule` r1: the range is over 1,825 days. r2: over 6,000 days were asked of this user in an hour; see `Retry-After`.',
  503: 'The provider or a server that is needed did not answer; try again.',
};

const titled = (type: DataType) => MODELS[type].schema.meta({ id: MODELS[type].title });

/** Without an end it goes up to now; over 28 days it is large, and comes by events only. */
const history = <Type extends Exclude<DataType, 'athlete'>>(type: Type, summary: string) =>
  route({
    id: `get${MODELS[type].title}`,
    method: 'GET',
    path: `/${type}`,
    tag: 'Data',
    summary,
    description:
      'With `to_webhook` (the default), and for every range over 28 days, the data comes as events and this is the acknowledgement. Else the answer is the data, and records that had to be pulled for it are told to the destinations as ordinary events as well: nothing is stored without being told. When fetching takes over 30 seconds, 202 says that the data comes as events after all, under its `reference`. Without `with_samples` (the default) records come without samples, in events too: a receiver that holds the same record with samples keeps them.',
    query: historyQuery,
    answer: z.union([
      z.object({ user, data: z.array(titled(type)), type: z.literal(type), version: z.string() }),
      acknowledgement,
    ]),
    also: { 202: acknowledgement },
    headers: LIMITS,
    refusals: REFUSALS,
  });

const activity = history('activity', 'Workouts of a range');
export const getActivity = route({
  ...activity,
  description: `${activity.description} An \`Accept\` that prefers \`application/fhir+json\` gets all activities of the range as one Bundle of FHIR R4, one that prefers \`application/vnd.ant.fit\` the FIT file of the one activity in it: at once, with all samples, for at most 28 days. Every other \`Accept\` gets JSON.`,
  query: historyQuery.safeExtend({
    summary_id: text(300)
      .optional()
      .describe('FHIR and FIT: only the activity with this `metadata.summary_id`, in the range. Freehub’s own.'),
  }),
  files: {
    [ACTIVITY_FORMATS.fhir.mediaType]:
      'A Bundle (collection) of FHIR R4: Patient, Devices, Observations and Provenance of all activities of the range.',
    [ACTIVITY_FORMATS.fit.mediaType]: 'The FIT file of the one activity in the range.',
  },
  refusals: {
    ...REFUSALS,
    404: `${NO_USER}; as FIT: there is no activity in the range`,
    409: 'As FIT: the range has several activities; `detail` names their summary ids.',
  },
});
export const getBody = history('body', 'Body measurements of a range');
export const getDaily = history('daily', 'Daily summaries of a range');
export const getSleep = history('sleep', 'Sleep of a range');
export const getNutrition = history('nutrition', 'Food of a range');
export const getMenstruation = history('menstruation', 'Menstruation of a range');

export const getAthlete = route({
  id: 'getAthlete',
  method: 'GET',
  path: '/athlete',
  tag: 'Data',
  summary: 'The user’s profile at the provider',
  query: anyQuery.extend({ user_id: userId, to_webhook: toWebhook }),
  answer: z.union([
    z.object({ user, athlete: titled('athlete'), type: z.literal('athlete'), version: z.string() }),
    acknowledgement,
  ]),
  also: { 202: acknowledgement },
  headers: LIMITS,
  refusals: REFUSALS,
});
