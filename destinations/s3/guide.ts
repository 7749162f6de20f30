import type { KindGuide } from '../kit/guide.js';
import { bucketCannot, bucketGuarantees, bucketLayouts, bucketLeftBehind, bucketLimits } from '../kit/objects/guide.js';
import { s3Errors } from './errors.js';

export const s3Guide: KindGuide = {
  intro: 'For those who want files to keep, to load into a warehouse or to query with Athena, Spark or DuckDB.',
  rights: [
    '`s3:PutObject` on `{prefix}*` is enough to be written to, and all that layout hive needs. In layout terra see Guarantees for what is lost with no more than that: the check fails then, so create the destination without it (`--no-check`).',
    '`s3:GetObject` on `{prefix}*`, so that an older revision never overwrites a newer one; with `s3:ListBucket` on the bucket S3 also tells "absent" from "forbidden".',
    '`s3:DeleteObject` on `{prefix}*`, so that deleted records go. Without it such an event becomes a dead letter and everything else goes on.',
    '`s3:PutObjectTagging` with `tags`; `kms:GenerateDataKey` and `kms:Decrypt` with `kms_key_id`; `sts:AssumeRole` for a role.',
  ],
  layouts: bucketLayouts,
  leftBehind: bucketLeftBehind,
  guarantees: [
    ...bucketGuarantees('`If-None-Match: *`, `If-Match`'),
    'With `endpoint` the first write of each session shows whether the store keeps conditions (it looks first, and writes twice). Of one that answers 501 to them, or ignores them without a word, Freehub looks before each write, one after the other under one name: that holds within a worker, not against two workers in the same moment. The check says so of such a store.',
  ],
  limits: [...bucketLimits, 'A bucket of S3: 3,500 writes a second for each prefix; more is answered with SlowDown and waits.'],
  cannot: Object.values(bucketCannot),
  errors: s3Errors.rows,
  troubleshooting: [
    {
      title: 'Stores of other makers',
      text: 'The suite of the kind was also run against MinIO, `rclone serve s3` 1.76 and moto 5: all keep conditions (moto checks no signatures). s3rver ignores conditions. Where a store does not know `If-Match` on a delete (501), only the delete goes without it.',
    },
    {
      title: 'Wrong region, or 301',
      text: 'S3 does not pass requests on to the region of the bucket. `region` must be that of the bucket: `aws s3api get-bucket-location`.',
    },
    {
      title: 'The host name does not resolve, with a store of your own',
      text: 'The SDK puts the bucket into the host name. Set `force_path_style`, and add the host to FREEHUB_EGRESS_ALLOW.',
    },
    {
      title: 'A role cannot be assumed',
      text: "The role's trust policy must name the account or user whose keys are used, and its `sts:ExternalId` must equal `external_id`.",
    },
  ],
  proof: {
    server: 'versitygw 1.8',
    shows:
      'Signatures, bucket policies, checksums, conditional writes and deletes under races; 501 and SlowDown by a server in front of it.',
    vendorOnly:
      'Roles (STS), KMS, storage classes, tags with rights of their own, PermanentRedirect, host names with the bucket in them.',
  },
};
