import type { KindGuide } from '../kit/guide.js';
import { bucketCannot, bucketGuarantees, bucketLayouts, bucketLeftBehind, bucketLimits } from '../kit/objects/guide.js';
import { azureErrors } from './errors.js';

export const azureblobGuide: KindGuide = {
  intro: 'For those who want files to keep, or to query with Synapse, Fabric or Databricks.',
  rights: [
    'A SAS token of the container with `rcwd` (read, create, write, delete), https only.',
    '`cw` is enough to be written to, and all that layout hive needs. In layout terra see Guarantees for what is lost: the check fails then, so create the destination without it (`--no-check`). Without `d` the event of a deleted record becomes a dead letter and everything else goes on.',
  ],
  layouts: bucketLayouts,
  leftBehind: bucketLeftBehind,
  guarantees: [
    ...bucketGuarantees('`If-None-Match: *`, `If-Match`'),
    'Metadata names have `_` in place of `-`: `event_id`, `record_key`.',
  ],
  limits: bucketLimits,
  cannot: Object.values(bucketCannot),
  errors: azureErrors.rows,
  troubleshooting: [
    {
      title: 'The SAS token ends',
      text: 'The check tells its day and warns 14 days before. Make a new one (Azure portal → container → Shared access tokens) and set `sas_token`; what waits is delivered then. A stored access policy lets you prolong it without a new token.',
    },
    {
      title: 'AuthenticationFailed although the token is new',
      text: 'Copy the whole token, with its percent signs. The token must be of this container (`sr=c`), and the account key that signed it must not have been replaced since.',
    },
  ],
  proof: {
    server: 'azurite 3.37',
    shows:
      'Signatures of account keys and SAS tokens with their permissions and their end, metadata, conditional writes and deletes under races.',
    vendorOnly: 'Throttling, immutability policies, access tiers of an account, firewalls.',
  },
};
