/** Terra's Athlete: who the user is at the provider (terra openapi, `schemas/core/Athlete.yaml`). */
import { z } from 'zod';
import { integer, text } from '../common/fields.js';

export const athleteSchema = z.strictObject({
  first_name: text,
  last_name: text,
  email: text,
  age: integer,
  /** Biological; `gender` is what the user says. Words of the provider. */
  sex: text,
  gender: text,
  /** `YYYY-MM-DD`. */
  date_of_birth: text,
  bio: text,
  city: text,
  state: text,
  country: text,
  /** As the provider writes it. */
  account_creation_date: text,
  /** The provider's own id of the user. */
  provider_user_id: text,
});
export type Athlete = z.infer<typeof athleteSchema>;
