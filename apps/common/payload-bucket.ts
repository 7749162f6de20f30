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

/**
 * Tries it before a process starts: a bucket that is not there would be noticed by the first large event.
 * @param warn hears of a bucket that is away: what needs it is tried again until it is back
 * @throws Problem config when it is not there, or refuses
 */
export async function assertPayloadBucket(settings: Settings, warn: (line: string) => void): Promise<void> {
  const bucket = payloadBucketOf(settings);
  if (!bucket) return;
  try {
    await bucket.trial();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.kind === 'config')
      throw new Problem(
        'config',
        `${error.message}: make the bucket, and let the key get, put and delete objects in it; see FREEHUB_PAYLOAD_BUCKET, _ENDPOINT, _REGION and _ACCESS_KEY_ID`,
        { cause: error },
      );
    warn(`${error.message}: events with a link wait until it is; see FREEHUB_PAYLOAD_ENDPOINT and _REGION`);
  } finally {
    await bucket.close();
  }
}
