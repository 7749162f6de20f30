/** Every setting there is. `.env.example` and `docs/settings.md` are generated from this table (`npm run generate`). */
import { addresses } from './groups/addresses.js';
import { delivering } from './groups/delivering.js';
import { embedded } from './groups/embedded.js';
import { keeping } from './groups/keeping.js';
import { payloads } from './groups/payloads.js';
import { processes } from './groups/processes.js';
import { security } from './groups/security.js';
import { servers } from './groups/servers.js';
import { syncing } from './groups/syncing.js';

export const SETTINGS = {
  ...servers,
  ...embedded,
  ...addresses,
  ...security,
  ...syncing,
  ...delivering,
  ...keeping,
  ...payloads,
  ...processes,
};
