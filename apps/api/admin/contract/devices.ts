import { z } from 'zod';
import { dryRun, id, instant, ofProvider, page, paging, problem, shownInstant } from './common.js';
import { route } from '../../http/contract/route.js';

const tag = 'Devices';
const at = '/environments/:environment/providers/:provider';
const WHY = 'Only for providers of access `manager` (INSIDERS_LIVE): one account reads, devices are assigned to athletes.';

const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), 'must not hold U+0000 or half of a surrogate pair');

export const manager = z
  .object({
    id,
    account_id: z.string().describe('The provider’s id of the account.'),
    state: z.enum(['active', 'reauthorize']).describe('`reauthorize`: the provider refuses it; log in again. Polls wait.'),
    problem: problem.nullable(),
    access_expires_at: shownInstant,
    devices_listed_at: shownInstant.nullable(),
    created_at: shownInstant,
  })
  .meta({ id: 'ManagerAccount' });

const device = z
  .object({
    id,
    device_id: z.string().describe('The provider’s id of it.'),
    name: z.string().nullable(),
    serial_number: z.string().nullable(),
    first_seen_at: shownInstant,
    last_seen_at: shownInstant.describe('When the provider listed it last.'),
    worn_by: z.object({ user_id: id, reference_id: z.string().nullable() }).nullable().describe('At this moment.'),
  })
  .meta({ id: 'Device' });

export const assignment = z
  .object({
    id,
    device: z.object({ id, device_id: z.string(), name: z.string().nullable(), serial_number: z.string().nullable() }),
    user_id: id,
    reference_id: z.string().nullable(),
    from: shownInstant,
    to: shownInstant.nullable().describe('Does not belong to it any more; null = until further notice.'),
    created_at: shownInstant,
  })
  .meta({ id: 'DeviceAssignment' });

const changed = z.object({
  assignment,
  backfill_id: id.nullable().describe('Looks at the past that no poll would see; null = none is needed.'),
});

const deviceName = text(200).describe('A device: our id, the provider’s, or its serial number.');
const referenceId = text(300).describe('The app’s own id of the athlete. An unknown one makes the athlete’s user.');
const userId = id.describe('The athlete’s user.');
/** Before, there was nothing to wear; after, nobody plans. */
export const wornAt = instant.refine((value) => value >= '2000' && value < '2200', 'must lie between 2000 and 2199');
const from = wornAt.describe('When the athlete began to wear it: ISO 8601 with offset, or a day (UTC).');
const to = wornAt.nullable().describe('From when on the athlete wears it no more; null = until further notice.');

export const loginManager = route({
  id: 'loginManager',
  method: 'POST',
  path: `${at}/manager-login`,
  tag,
  summary: 'Log in as the manager who owns the devices; the password is exchanged for tokens and not kept',
  description: `${WHY} The devices are listed at once, and what waited for a login goes on.`,
  params: ofProvider,
  body: z.strictObject({
    username: text(300),
    password: text(1_000),
    replace: z.boolean().default(false).describe('Go over to another account than the one that is logged in.'),
  }),
  answer: z.object({ manager, devices: z.int().describe('How many the account sees.') }),
});
export const getManager = route({
  id: 'getManager',
  method: 'GET',
  path: `${at}/manager`,
  tag,
  summary: 'Show the manager’s account: whether its login works',
  params: ofProvider,
  answer: manager,
});
export const listDevices = route({
  id: 'listDevices',
  method: 'GET',
  path: `${at}/devices`,
  tag,
  summary: 'List the devices of the manager’s account, and who wears them now',
  params: ofProvider,
  query: z.strictObject({ ...paging, serial_number: z.string().max(200).optional() }),
  answer: page(device),
});
export const refreshDevices = route({
  id: 'refreshDevices',
  method: 'POST',
  path: `${at}/devices/refresh`,
  tag,
  summary: 'Ask the provider which devices there are',
  params: ofProvider,
  answer: z.object({ devices: z.int(), new: z.int() }),
});

export const listAssignments = route({
  id: 'listAssignments',
  method: 'GET',
  path: `${at}/assignments`,
  tag,
  summary: 'List who wore which device when, newest made first',
  params: ofProvider,
  query: z.strictObject({
    ...paging,
    device: z.string().max(200).optional().describe('Our id of a device, the provider’s, or a serial number.'),
    user_id: id.optional(),
    reference_id: z.string().max(300).optional(),
    at: instant.optional().describe('Only those of this moment.'),
  }),
  answer: page(assignment),
});
export const createAssignment = route({
  id: 'createAssignment',
  method: 'POST',
  path: `${at}/assignments`,
  tag,
  summary: 'Assign a device to an athlete for a time',
  description:
    'What it recorded in that time becomes the athlete’s, also when that is past. A time that another athlete has is refused (409).',
  status: 201,
  params: ofProvider,
  body: z
    .strictObject({
      device: deviceName,
      reference_id: referenceId.optional(),
      user_id: userId.optional(),
      from,
      to: to.default(null),
    })
    .refine(({ reference_id, user_id }) => (reference_id === undefined) !== (user_id === undefined), {
      path: ['reference_id'],
      error: 'give either reference_id or user_id',
    }),
  answer: changed.extend({ new_athlete: z.boolean().describe('True when the user was made by this.') }),
});

const ofAssignment = ofProvider.extend({ assignment: id });
export const changeAssignment = route({
  id: 'changeAssignment',
  method: 'PATCH',
  path: `${at}/assignments/:assignment`,
  tag,
  summary: 'End an assignment, or correct it',
  description: 'Records that are not the athlete’s any more are deleted at the destinations, those of the other athlete appear.',
  params: ofAssignment,
  body: z
    .strictObject({ device: deviceName, reference_id: referenceId, user_id: userId, from, to })
    .partial()
    .refine(({ reference_id, user_id }) => reference_id === undefined || user_id === undefined, {
      path: ['reference_id'],
      error: 'give either reference_id or user_id',
    }),
  answer: changed,
});
export const deleteAssignment = route({
  id: 'deleteAssignment',
  method: 'DELETE',
  path: `${at}/assignments/:assignment`,
  tag,
  summary: 'Undo an assignment: what it made the athlete’s is deleted',
  params: ofAssignment,
  answer: z.object({ done: z.literal(true), backfill_id: id.nullable() }),
});

const rowError = z.object({
  row: z.int().describe('Line of the file; the header is 1.'),
  kind: problem.shape.kind,
  message: z.string().describe('What is wrong, and what to do.'),
});
export const importAssignments = route({
  id: 'importAssignments',
  method: 'POST',
  path: `${at}/assignments/import`,
  tag,
  summary: 'Assign many devices from CSV text',
  description:
    'Columns `serial_number` or `device_id`, `reference_id`, `from`, `to` (may be empty). A row of a device, athlete and `from` that there are changes `to`; the same file again changes nothing. ' +
    'It is taken as a whole: when a row is at fault nothing is changed, and the answer (400) names each in `errors`. With `dry_run` they are in the answer.',
  params: ofProvider,
  body: z.strictObject({
    csv: z
      .string()
      .min(1, 'is empty: its first line must name the columns, such as serial_number,reference_id,from,to')
      .max(1_000_000, 'is longer than 1,000,000 characters: import it in parts'),
    dry_run: dryRun,
  }),
  answer: z.object({
    dry_run: z.boolean(),
    rows: z.int(),
    made: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    new_athletes: z.int(),
    backfill_id: id.nullable(),
    errors: z.array(rowError).describe('Only for a dry run: else they are a refusal.'),
  }),
});
