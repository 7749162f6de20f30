/** The SDK's client, every socket of it guarded, its own retries off. */
import { S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { DestinationIo } from '../kit/destination.js';
import { assertAmbient } from '../kit/objects/fields.js';
import type { S3Config } from './spec.js';

/** The SDK makes a new error, without cause, of each that is not `instanceof` its own `Error`, such as a socket's inside Jest. */
class CausedHandler extends NodeHttpHandler {
  override async handle(...args: Parameters<NodeHttpHandler['handle']>): ReturnType<NodeHttpHandler['handle']> {
    try {
      return await super.handle(...args);
    } catch (error) {
      throw error instanceof Error ? error : new Error('no answer', { cause: error });
    }
  }
}

type Credentials = NonNullable<S3ClientConfig['credentials']>;

function keysOf({ access_key_id: accessKeyId, secret_access_key: secretAccessKey, session_token: sessionToken }: S3Config) {
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/** @throws Problem config when the server's own credentials are wanted and its operator does not lend them. */
function credentialsOf(config: S3Config, io: DestinationIo, requestHandler: NodeHttpHandler): Credentials {
  const keys = config.credentials === 'ambient' ? undefined : keysOf(config);
  if (!keys) assertAmbient(io);
  if (config.credentials !== 'role') return keys ?? fromNodeProviderChain();
  return fromTemporaryCredentials({
    ...(keys ? { masterCredentials: keys } : {}),
    params: {
      RoleArn: config.role_arn,
      RoleSessionName: 'freehub',
      ...(config.external_id === undefined ? {} : { ExternalId: config.external_id }),
    },
    clientConfig: { region: config.region, requestHandler, maxAttempts: 1 },
  });
}

/** @throws Problem config, see `assertAmbient`. */
export function s3Client(config: S3Config, io: DestinationIo): S3Client {
  const { http: httpAgent, https: httpsAgent } = io.egress.agents;
  const requestHandler = new CausedHandler({ httpAgent, httpsAgent });
  return new S3Client({
    region: config.region,
    credentials: credentialsOf(config, io, requestHandler),
    requestHandler,
    forcePathStyle: config.force_path_style,
    maxAttempts: 1,
    followRegionRedirects: false,
    customUserAgent: io.userAgent,
    ...(config.endpoint === undefined
      ? {}
      : // Many compatible stores do not know the checksums of late.
        { endpoint: config.endpoint, requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' }),
  });
}
