/** The SDK's client, every socket of it guarded, its own retries off. */
import { S3Client } from '@aws-sdk/client-s3';
import { awsClientOptions } from '../kit/aws/client-options.js';
import type { DestinationIo } from '../kit/destination.js';
import type { S3Config } from './spec.js';

/** @throws Problem config, see `awsClientOptions`. */
export function s3Client(config: S3Config, io: DestinationIo): S3Client {
  return new S3Client({
    ...awsClientOptions(config, io, config.region),
    forcePathStyle: config.force_path_style,
    followRegionRedirects: false,
    ...(config.endpoint === undefined
      ? {}
      : // Many compatible stores do not know the checksums of late.
        { endpoint: config.endpoint, requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' }),
  });
}
