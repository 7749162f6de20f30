import { Problem } from '../../model/problem.js';
import type { Settings } from '../../settings/load.js';
import { PayloadBucket } from '../../store/payload-bucket.js';

/** As the settings have it; null = payloads are kept in PostgreSQL. @throws Problem config for half a key, or a place without its bucket */
export function payloadBucketOf(settings: Settings): PayloadBucket | null {
  const { payloadBucket: place, payloadAccessKeyId: accessKeyId, payloadSecretAccessKey: secretAccessKey } = settings;
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined))
    throw new Problem(
      'config',
      'FREEHUB_PAYLOAD_ACCESS_KEY_ID and FREEHUB_PAYLOAD_SECRET_ACCESS_KEY go together: set both, or neither',
    );
  if (place === undefined) {
    if (settings.payloadEndpoint === undefined && accessKeyId === undefined) return null;
    throw new Problem('config', 'FREEHUB_PAYLOAD_BUCKET is not set, but other settings of the payload bucket are');
  }
  const [, , bucket = '', ...path] = place.split('/');
  return new PayloadBucket({
    bucket,
    prefix: path.length === 0 ? '' : `${path.join('/')}/`,
    region: settings.payloadRegion,
    endpoint: settings.payloadEndpoint ?? null,
    credentials: accessKeyId !== undefined && secretAccessKey !== undefined ? { accessKeyId, secretAccessKey } : null,
  });
}
