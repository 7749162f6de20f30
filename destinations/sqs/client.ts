/** The SDK's client, every socket of it guarded, its own retries off. */
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSClientConfig } from '@aws-sdk/client-sqs';
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { DestinationIo } from '../kit/destination.js';
import { assertAmbient } from '../kit/objects/fields.js';
import { targetOf } from './queue.js';
import type { SqsConfig } from './spec.js';

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

type Credentials = NonNullable<SQSClientConfig['credentials']>;

/** @throws Problem config when the server's own credentials are wanted and its operator does not lend them. */
function credentialsOf(config: SqsConfig, io: DestinationIo, region: string, requestHandler: NodeHttpHandler): Credentials {
  const { credentials, access_key_id: accessKeyId, secret_access_key: secretAccessKey, session_token: sessionToken } = config;
  const keys =
    credentials === 'ambient' || accessKeyId === undefined || secretAccessKey === undefined
      ? undefined
      : { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  if (!keys) assertAmbient(io);
  if (credentials !== 'role') return keys ?? fromNodeProviderChain();
  return fromTemporaryCredentials({
    ...(keys ? { masterCredentials: keys } : {}),
    params: {
      RoleArn: config.role_arn,
      RoleSessionName: 'freehub',
      ...(config.external_id === undefined ? {} : { ExternalId: config.external_id }),
    },
    clientConfig: { region, requestHandler, maxAttempts: 1 },
  });
}

/** @throws Problem config, see `assertAmbient`. */
export function sqsClient(config: SqsConfig, io: DestinationIo): SQSClient {
  const { http: httpAgent, https: httpsAgent } = io.egress.agents;
  const requestHandler = new CausedHandler({ httpAgent, httpsAgent });
  const { region, endpoint } = targetOf(config);
  return new SQSClient({
    region,
    endpoint,
    // Else the host of a queue URL is dialled, whatever endpoint says.
    useQueueUrlAsEndpoint: false,
    credentials: credentialsOf(config, io, region, requestHandler),
    requestHandler,
    maxAttempts: 1,
    customUserAgent: io.userAgent,
  });
}
