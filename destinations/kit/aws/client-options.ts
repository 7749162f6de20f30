/** What the clients of all AWS services have in common: guarded sockets, retries of their own off, credentials. */
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { DestinationIo } from '../destination.js';
import { assertAmbient } from '../ambient.js';
import type { CredentialConfig } from './fields.js';

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

function keysOf(config: CredentialConfig) {
  const { credentials, access_key_id: accessKeyId, secret_access_key: secretAccessKey, session_token: sessionToken } = config;
  if (credentials === 'ambient' || accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function credentialsOf(config: CredentialConfig, io: DestinationIo, region: string, requestHandler: NodeHttpHandler) {
  const keys = keysOf(config);
  if (!keys) assertAmbient(io);
  if (config.credentials !== 'role') return keys ?? fromNodeProviderChain();
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

/** For the constructor of any client. @throws Problem config when the server's own credentials are wanted and its operator does not lend them. */
export function awsClientOptions(config: CredentialConfig, io: DestinationIo, region: string) {
  const { http: httpAgent, https: httpsAgent } = io.egress.agents;
  const requestHandler = new CausedHandler({ httpAgent, httpsAgent });
  return {
    region,
    requestHandler,
    credentials: credentialsOf(config, io, region, requestHandler),
    maxAttempts: 1,
    customUserAgent: io.userAgent,
  };
}
