/** Who is connected. */
import { z } from 'zod';
import { route } from '../../http/contract/route.js';
import { NO_USER, anyQuery, count, referenceId, success, user, userId } from './common.js';

const tag = 'Users';
const details = user
  .extend({ last_polled_at: z.string().nullable(), most_recent_data_at: z.string().nullable() })
  .meta({ id: 'TerraUserDetails' });

/** A client that leaves a field empty means that it has none. */
const orEmpty = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .literal('')
    .transform(() => undefined)
    .or(schema)
    .optional();

export const userInfo = route({
  id: 'userInfo',
  method: 'GET',
  path: '/userInfo',
  tag,
  summary: 'One user by its id, or all users of a reference id',
  query: anyQuery
    .extend({
      user_id: orEmpty(userId).meta({ override: { type: 'string', format: 'uuid' } }),
      reference_id: orEmpty(referenceId).meta({ override: { type: 'string', maxLength: 300 } }),
    })
    .check(({ value, issues }) => {
      if (value.user_id === undefined && value.reference_id === undefined)
        issues.push({ code: 'custom', path: ['user_id'], message: 'is missing: give user_id or reference_id', input: value });
    }),
  answer: z.union([
    z.object({
      status: success,
      user: details,
      is_authenticated: z.boolean().describe('False: the athlete must connect again.'),
    }),
    z.object({ status: success, users: z.array(user) }),
  ]),
  refusals: { 404: NO_USER },
});

const MAX_PER_PAGE = 500;

export const subscriptions = route({
  id: 'subscriptions',
  method: 'GET',
  path: '/subscriptions',
  tag,
  summary: 'All users, oldest first: at once, or page by page when `page` is given',
  query: anyQuery.extend({
    page: count(0, 100_000_000, 'From 0.'),
    per_page: count(1, 999_999_999, `Users on a page; default and at most ${MAX_PER_PAGE}.`).transform((value) =>
      Math.min(value ?? MAX_PER_PAGE, MAX_PER_PAGE),
    ),
  }),
  answer: z.union([
    z.object({ status: success, users: z.array(user) }),
    z.object({
      status: success,
      data: z.object({
        next: z.int().nullable().describe('The next page; null = this is the last.'),
        max_page: z.int().describe('The last page.'),
        results: z.array(user),
      }),
    }),
  ]),
});

export const bulkUserInfo = route({
  id: 'bulkUserInfo',
  method: 'POST',
  path: '/bulkUserInfo',
  tag,
  summary: 'Users by their ids; unknown ones are left out',
  query: anyQuery,
  body: z.array(userId, 'must be a list of user ids').max(10_000),
  answer: z.array(user),
});

export const modifyUser = route({
  id: 'modifyUser',
  method: 'PATCH',
  path: '/users/:user_id',
  tag,
  summary: 'Change a user’s reference id; pause it (`active: false`) or resume it',
  params: z.looseObject({ user_id: userId }),
  query: anyQuery,
  body: z
    .looseObject({
      reference_id: referenceId.nullish().describe('null removes it.'),
      active: z.boolean().nullish().describe('false: no updates until it is true again.'),
    })
    .optional(),
  answer: z.object({ status: success, user }),
  refusals: {
    404: NO_USER,
    409: 'The athlete’s account is connected under that reference id already, or must be connected again before it can be active.',
  },
});
