/** Writing to a provider. No provider of this build takes data: the input and the user are checked, then it is said. */
import { z } from 'zod';
import { type DataType, MODELS } from '../../../../model/terra/index.js';
import { route } from '../../http/contract/route.js';
import { NO_USER, anyQuery, text, user, userId } from './common.js';
import { toWebhook } from './range.js';

const tag = 'Writing';
const query = anyQuery.extend({ user_id: userId });
/** Terra's own client 2.1.0 names no user when it writes: then the answer is about all providers of the environment. */
const writeQuery = anyQuery.extend({ user_id: userId.optional() });
const refusals = { 404: NO_USER, 424: 'The user’s provider cannot do that.' };
const ids = z.array(text(300)).min(1).max(1_000);
const written = z.object({ user, log_ids: z.array(z.string()), message: z.string().optional() });
const deleted = z.object({ user, processed_data: z.array(z.object({ id: z.string(), response_code: z.int() })) });
const item = z.record(z.string(), z.unknown());
const list = z.array(item, 'must be a list of records').min(1).max(1_000);

const write = <Type extends DataType>(type: Type) =>
  route({
    id: `write${MODELS[type].title}`,
    method: 'POST',
    path: `/${type}`,
    tag,
    summary: `Write ${type} data to the provider`,
    status: 201,
    query: writeQuery,
    body: z.looseObject({ data: list }),
    answer: written,
    refusals,
  });

export const writeActivity = write('activity');
export const writeBody = write('body');
export const writeNutrition = write('nutrition');

/** What became of each id; 207 when not all of them could be deleted. */
const remove = <Body extends z.ZodType>(id: string, path: string, summary: string, body: Body) =>
  route({ id, method: 'DELETE', path, tag, summary, query, body, answer: deleted, also: { 207: deleted }, refusals });

export const deleteBody = remove('deleteBody', '/body', 'Delete body data at the provider', z.looseObject({ log_ids: ids }));
export const deleteNutrition = remove(
  'deleteNutrition',
  '/nutrition',
  'Delete nutrition data at the provider',
  z.looseObject({ data: ids }),
);

export const getPlannedWorkouts = route({
  id: 'getPlannedWorkouts',
  method: 'GET',
  path: '/plannedWorkout',
  tag,
  summary: 'Planned workouts at the provider',
  query: query.extend({ to_webhook: toWebhook }),
  answer: z.object({ user, data: z.array(item), type: z.literal('planned_workout') }),
  refusals,
});
export const writePlannedWorkouts = route({
  id: 'writePlannedWorkouts',
  method: 'POST',
  path: '/plannedWorkout',
  tag,
  summary: 'Plan workouts at the provider',
  status: 201,
  query,
  body: z.looseObject({ data: list }),
  answer: written,
  refusals,
});
export const deletePlannedWorkouts = remove(
  'deletePlannedWorkouts',
  '/plannedWorkout',
  'Delete planned workouts at the provider',
  z.looseObject({ data: ids }),
);
