import type { KindGuide } from '../kit/guide.js';
import { bucketCannot, bucketGuarantees, bucketLayouts, bucketLeftBehind, bucketLimits } from '../kit/objects/guide.js';
import { gcsErrors } from './errors.js';

export const gcsGuide: KindGuide = {
  intro: 'For those who want files to keep, or to load into BigQuery.',
  rights: [
    '`storage.objects.create`, `storage.objects.get` and `storage.objects.delete` on the bucket: the role Storage Object User has them. Google asks for delete also to overwrite.',
    'Storage Object Creator alone is enough while nothing changes: a newer revision, a delete or a repeat in layout hive is then refused. The check fails then; create the destination without it (`--no-check`) only if nothing ever changes.',
    "With `kms_key_name` the bucket's own service agent needs the role Cloud KMS CryptoKey Encrypter/Decrypter on that key.",
  ],
  layouts: bucketLayouts,
  leftBehind: bucketLeftBehind,
  guarantees: bucketGuarantees('`ifGenerationMatch`'),
  limits: [...bucketLimits, 'Google takes about one write a second under the same name; more is answered with 429 and waits.'],
  cannot: Object.values(bucketCannot),
  errors: gcsErrors.rows,
  troubleshooting: [
    {
      title: 'No token for the service account',
      text: 'The key was deleted or disabled, the service account is gone, or the clock of the server is wrong by minutes. Make a new key in IAM → Service accounts → Keys.',
    },
    {
      title: 'An emulator',
      text: 'Set `api_endpoint` to its address and `emulator` to true: no key is needed and none is shown to it. Its host must be in `FREEHUB_EGRESS_ALLOW`. For Google itself `emulator` is refused. fake-gcs-server and gcp-storage-emulator (Python) were tried. With `api_endpoint` the first write of each session looks first and writes twice: so it shows whether conditions are kept.',
    },
    {
      title: 'Only keys of service accounts are taken',
      text: 'Files of other kinds (`external_account`, `authorized_user`) name programs and addresses of their own and are refused. For workload identity use `credentials`: `ambient`, where the operator allows it (`FREEHUB_AMBIENT_CREDENTIALS`).',
    },
  ],
  proof: {
    server: 'fake-gcs-server 1.56, behind a fake of Google’s token endpoint that checks the signature of the service account',
    shows: 'Uploads, metadata, generation conditions under races; that each request carries a token that was granted.',
    vendorOnly: 'IAM, Google’s own tokens and ambient credentials, KMS, storage classes, rate limits, retention policies.',
  },
};
