/** Schemas that many routes share. */
import { z } from 'zod';
import { EVENT_TYPES } from '../../../../model/terra/index.js';
import { PROBLEM_KINDS, type ProblemKind } from '../../../../model/problem.js';

/** In any case; ours are lower-case. */
export const id = z.uuid().toLowerCase().describe('An id (UUID).');

export const devId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,62}$/, 'must be 2 to 63 lower-case letters, digits and -, not starting with -')
  .describe('The `dev-id` header of the environment’s apps.');

/** Of an environment: its id or its dev-id. */
const environment = z.string().min(1).max(64).describe('Id or dev-id of the environment.');
export const inEnvironment = z.strictObject({ environment });
export const inEnvironmentWith = <Name extends string>(name: Name) =>
  z.strictObject({ environment, [name]: id } as { environment: typeof environment } & Record<Name, typeof id>);
export const ofProvider = z.strictObject({
  environment,
  provider: z.string().regex(/^[A-Z][A-Z0-9_]{0,39}$/, 'must be a provider’s name in capitals, such as INSIDERS'),
});

/** A moment or a day (its first moment, UTC). Convert with Date.parse. */
export const instant = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: 'must be a time such as 2026-05-01T00:00:00Z, or a day such as 2026-05-01',
  })
  .describe('ISO 8601 time with offset, or a day (UTC).');
export const shownInstant = z.iso.datetime().describe('ISO 8601, UTC.');

const MAX_PAGE = 500;
export const paging = {
  after: id.optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50).describe(`Items on the page, at most ${MAX_PAGE}.`),
};
export const pageQuery = z.strictObject(paging);
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable().describe('Cursor of the next page; null = this is the last.') });

export const eventType = z.enum(EVENT_TYPES);
export const config = z.record(z.string().max(100), z.unknown());

const kinds = Object.keys(PROBLEM_KINDS) as [ProblemKind, ...ProblemKind[]];
export const problem = z.object({ kind: z.enum(kinds), message: z.string(), code: z.string().optional() });

export const dryRun = z.boolean().default(false).describe('Only count; change nothing.');
export const done = z.object({ done: z.literal(true) });
