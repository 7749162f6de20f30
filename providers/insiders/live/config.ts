/** Settings of Insiders' live platform. Its public documentation names the two hosts; everything that it leaves open is a setting. */
import { z } from 'zod';
import type { ActivityTypeName } from '../../../model/terra/activity/activity-type.js';
import { ACTIVITY_TYPES } from '../../../model/terra/activity/activity-type.js';
import type { ProviderSpec } from '../../kit/provider.js';
import { address } from '../config.js';

const base = address.transform((url) => url.replace(/\/+$/, ''));
const isActivityType = (name: string): name is ActivityTypeName => Object.hasOwn(ACTIVITY_TYPES, name);

const schema = z.strictObject({
  api_url: base.default('https://api.insiders.live').describe('Base of `/v1/…`'),
  account_url: base.default('https://account.insiders.live').describe('Base of `/oauth2/token/`'),
  account_path: z
    .string()
    .regex(/^\/[\w/-]*\/$/, 'must begin and end with a slash')
    .default('/v1/account/')
    .describe(
      'Below `api_url`: where a token learns whose it is. The public documentation describes the answer but not the path.',
    ),
  client_id: z.string().min(1).describe('Insiders gives it out on request'),
  client_secret: z.string().min(1).describe('Given out with the client_id'),
  gap_minutes: z.number().min(0).max(120).default(5).describe('Blocks with at most so much between them are one session'),
  min_session_minutes: z.number().min(0).max(120).default(2).describe('Sessions with less recorded time are left out'),
  close_after_minutes: z
    .number()
    .min(0)
    .max(1_440)
    .default(15)
    .describe('A session is delivered when it has not grown for so long'),
  look_back_hours: z.number().min(1).max(720).default(24).describe('How late a recorder may upload and still be seen by polling'),
  activity_type: z
    .string()
    .refine(isActivityType, 'must be one of Terra’s activity types, as ROWING')
    .default('UNKNOWN')
    .describe('What the recorders are worn for: Insiders tells no sport'),
  watch: z
    .boolean()
    .default(false)
    .describe('Listen to each recorder that is worn, to look at once when it records: one websocket for each'),
  samples_per_page: z.int().min(1_000).max(25_000).default(25_000).describe('Rows in one answer'),
  requests_per_minute: z.int().min(1).default(120).describe('Insiders publishes no number; it answers 429 when it is too much'),
});

export type LiveConfig = z.output<typeof schema>;

export const spec: ProviderSpec<LiveConfig> = {
  id: 'INSIDERS_LIVE',
  title: 'Insiders live',
  summary: 'Sessions of recorders that a manager’s account reads and an operator assigns to athletes, by polling (10 Hz samples)',
  schema,
  secrets: ['client_secret'],
  example: {
    api_url: 'https://api.insiders.live',
    account_url: 'https://account.insiders.live',
    account_path: '/v1/account/',
    client_id: 'freehub',
    client_secret: 'a secret of at least 32 characters',
    gap_minutes: 5,
    min_session_minutes: 2,
    close_after_minutes: 15,
    look_back_hours: 24,
    activity_type: 'ROWING',
    watch: false,
    samples_per_page: 25_000,
    requests_per_minute: 120,
  },
};
