/** Where event bodies are kept that receivers fetch by a link. */
import { z } from 'zod';
import { s3Place, urlOf } from '../parsers.js';
import { setting } from '../setting.js';

export const payloads = {
  payloadBucket: setting(
    {
      variable: 'FREEHUB_PAYLOAD_BUCKET',
      group: 'Payloads',
      default: null,
      unit: null,
      defaultMeaning: 'PostgreSQL',
      meaning: 'S3 bucket of your own for the bodies behind links, as s3://bucket/prefix; api and worker need the same.',
    },
    s3Place().optional(),
  ),
  payloadEndpoint: setting(
    {
      variable: 'FREEHUB_PAYLOAD_ENDPOINT',
      group: 'Payloads',
      default: null,
      unit: null,
      defaultMeaning: 'AWS',
      meaning: 'Address of another S3 than AWS’s.',
    },
    urlOf('http:', 'https:').optional(),
  ),
  payloadRegion: setting(
    {
      variable: 'FREEHUB_PAYLOAD_REGION',
      group: 'Payloads',
      default: 'us-east-1',
      unit: null,
      meaning: 'Region of the bucket.',
    },
    z.string().min(1),
  ),
  payloadAccessKeyId: setting(
    {
      variable: 'FREEHUB_PAYLOAD_ACCESS_KEY_ID',
      group: 'Payloads',
      default: null,
      unit: null,
      secret: 'whole',
      defaultMeaning: 'this machine’s own credentials',
      meaning: 'Access key for the bucket: it must get, put and delete objects below the prefix.',
    },
    z.string().min(1).optional(),
  ),
  payloadSecretAccessKey: setting(
    {
      variable: 'FREEHUB_PAYLOAD_SECRET_ACCESS_KEY',
      group: 'Payloads',
      default: null,
      unit: null,
      secret: 'whole',
      defaultMeaning: 'this machine’s own credentials',
      meaning: 'Secret of the access key.',
    },
    z.string().min(1).optional(),
  ),
};
