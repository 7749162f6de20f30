/** Insiders' profile (`GET /users/me`) as Terra's Athlete. What it says of weight, height and thresholds has no place there. */
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import type { Athlete } from '../../../model/terra/athlete/athlete.js';
import { ATHLETE_TIME, MODELS } from '../../../model/terra/index.js';
import type { NormalizedRecord, RawPart } from '../../kit/items.js';
import { issueText, text } from './detail.js';

const profileSchema = z.object({
  id: z.string().min(1),
  first_name: text,
  last_name: text,
  sex: text,
  birth_date: z.iso.date().nullish(),
  created_at: text,
});

/** Nothing is reckoned: an age would be wrong on the next birthday. */
function athleteOf(bytes: Uint8Array): Athlete {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch (cause) {
    throw new Problem('payload', 'the profile from Insiders is no JSON', { cause });
  }
  const parsed = profileSchema.safeParse(json);
  if (!parsed.success)
    throw new Problem('payload', `the profile from Insiders has an unknown shape at ${issueText(parsed.error)}`);
  const { id, first_name, last_name, sex, birth_date, created_at } = parsed.data;
  return {
    first_name: first_name ?? null,
    last_name: last_name ?? null,
    email: null,
    age: null,
    sex: sex ?? null,
    gender: null,
    date_of_birth: birth_date ?? null,
    bio: null,
    city: null,
    state: null,
    country: null,
    account_creation_date: created_at ?? null,
    provider_user_id: id,
  };
}

/** There is one for each connection. */
export const ATHLETE_KEY = MODELS.athlete.naturalKey(MODELS.athlete.upload.parse({}));

/** @throws Problem payload */
export function normalizeProfile(parts: readonly RawPart[]): NormalizedRecord {
  const profile = parts.find(({ part }) => part === 'profile');
  if (!profile) throw new Problem('payload', 'an athlete of Insiders needs the profile');
  const body = Buffer.from(JSON.stringify(athleteOf(profile.bytes)));
  return {
    type: 'athlete',
    key: ATHLETE_KEY,
    providerRevision: null,
    startTime: ATHLETE_TIME,
    endTime: ATHLETE_TIME,
    body,
    summary: body,
  };
}
