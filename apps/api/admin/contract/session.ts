import { z } from 'zod';
import { done, id, page, pageQuery, shownInstant } from './common.js';
import { route } from '../../http/contract/route.js';

const tag = 'Operators';

/** What an operator may do. A viewer reads everything that is not secret and changes nothing. */
export const OPERATOR_ROLES = ['admin', 'viewer'] as const;
const role = z.enum(OPERATOR_ROLES).describe('`admin` changes things; `viewer` only looks.');
/** It is read in logs and terminals: no control characters, none that nobody sees, none that turn the direction of writing. The pattern has those that are met, as ranges: not every reader of the OpenAPI document knows `\p{Cf}`. */
const ONE_LINE = 'must be one line of text, without invisible characters';
const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(
    // eslint-disable-next-line no-control-regex -- they are what it refuses
    /^[^\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]*$/u,
    ONE_LINE,
  )
  .refine((text) => !/\p{Cf}/u.test(text), ONE_LINE);

const session = z
  .object({
    name: z.string().describe('Who changes made from here are put down to in the audit log.'),
    role,
    csrf_token: z
      .string()
      .nullable()
      .describe('Send it as `x-csrf-token` with every change made by the cookie; null for a bearer token, which needs none.'),
    expires_at: shownInstant.nullable().describe('When the cookie ends; null for a bearer token.'),
  })
  .meta({ id: 'OperatorSession' });

export const logIn = route({
  id: 'logIn',
  method: 'POST',
  path: '/session',
  tag,
  summary: 'Log in with an operator’s token: sets a cookie that scripts cannot read',
  open: true,
  body: z.strictObject({ token: z.string().min(1).max(500) }),
  answer: session,
  refusals: { 401: 'The token is not known, ended or was revoked.', 429: 'Too many wrong tokens; see `Retry-After`.' },
});
export const getSession = route({
  id: 'getSession',
  method: 'GET',
  path: '/session',
  tag,
  summary: 'Who is logged in',
  answer: session,
});
export const logOut = route({
  id: 'logOut',
  method: 'DELETE',
  path: '/session',
  tag,
  summary: 'Log out: the cookie is worth nothing from then on',
  answer: done,
});

const operator = z
  .object({
    id,
    name: z.string(),
    role,
    prefix: z.string().describe('First characters of the token.'),
    created_at: shownInstant,
    expires_at: shownInstant.nullable(),
    revoked_at: shownInstant.nullable(),
    last_used_at: shownInstant.nullable().describe('To about a minute.'),
  })
  .meta({ id: 'Operator' });

export const listOperators = route({
  id: 'listOperators',
  method: 'GET',
  path: '/operators',
  tag,
  summary: 'List operators beside the one whose token is FREEHUB_ADMIN_TOKEN',
  query: pageQuery,
  answer: page(operator),
});
export const createOperator = route({
  id: 'createOperator',
  method: 'POST',
  path: '/operators',
  tag,
  summary: 'Make a token for a person or a script; it is shown once',
  status: 201,
  body: z.strictObject({
    name,
    role: role.default('viewer'),
    expires_in_days: z.int().min(1).max(3_650).nullable().default(null).describe('null = it does not end by itself.'),
  }),
  answer: operator
    .extend({ token: z.string().describe('The token. It is shown this once and stored nowhere.') })
    .meta({ id: 'NewOperator' }),
});
export const revokeOperator = route({
  id: 'revokeOperator',
  method: 'DELETE',
  path: '/operators/:operator',
  tag,
  summary: 'Revoke a token and end the sessions opened with it',
  params: z.strictObject({ operator: id }),
  answer: done,
});
