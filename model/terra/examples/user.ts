/** Nobody: a user and a profile for examples. */
import type { TerraUser } from '../user.js';

export const USER_EXAMPLE: TerraUser = {
  user_id: '5b0e2c1e-7c1f-4a55-9f7a-5f0c2a9d1f10',
  provider: 'INSIDERS',
  created_at: '2026-09-01T08:00:00.000000+00:00',
  last_webhook_update: '2026-09-21T16:20:00.000000+00:00',
  scopes: 'activity:read,profile:read',
  reference_id: 'member-42',
  active: true,
};

/** The same account under the id that it had before. */
export const OLD_USER_EXAMPLE: TerraUser = {
  ...USER_EXAMPLE,
  user_id: '0c6d5c1a-3f0b-4d7e-8a52-6a1f0e9b7c33',
  created_at: '2026-03-14T10:30:00.000000+00:00',
};

export const ATHLETE_EXAMPLE = {
  first_name: 'Example',
  last_name: 'Rider',
  bio: 'Rides in the evening',
  city: 'Utopia',
  provider_user_id: 'athlete-7',
};
