/** The SDK's client, every socket of it guarded, its own retries off. */
import { AnonymousCredential, ContainerClient, newPipeline, StorageSharedKeyCredential } from '@azure/storage-blob';
import type { RequestPolicyFactory } from '@azure/storage-blob';
import type { DestinationIo } from '../kit/destination.js';
import { errorCode } from '../kit/egress/network-errors.js';
import type { AzureConfig } from './spec.js';

/** `https://acme.blob…` or, as emulators have it, `http://127.0.0.1:10000/acme`. */
function accountOf({ account_name: name, account_url: url }: AzureConfig): string {
  const { hostname, pathname } = new URL(url);
  return name ?? pathname.split('/').find((part) => part !== '') ?? hostname.split('.')[0] ?? '';
}

export function containerClient(config: AzureConfig, io: DestinationIo): ContainerClient {
  const { http, https } = io.egress.agents;
  const guarded: RequestPolicyFactory = {
    create: (next) => ({
      sendRequest: async (request) => {
        request.agent = request.url.startsWith('https:') ? https : http;
        try {
          return await next.sendRequest(request);
        } catch (error) {
          // The SDK keeps no cause: the guard's own word is asked for again.
          const { hostname, protocol } = new URL(request.url);
          if (errorCode(error)?.startsWith('EGRESS_') === true) await io.egress.addresses(hostname, protocol);
          throw error;
        }
      },
    }),
  };
  const { account_key: key, sas_token: sas } = config;
  const pipeline = newPipeline(
    key === undefined ? new AnonymousCredential() : new StorageSharedKeyCredential(accountOf(config), key),
    { retryOptions: { maxTries: 1 }, userAgentOptions: { userAgentPrefix: io.userAgent } },
  );
  pipeline.factories.unshift(guarded);
  const url = `${config.account_url.replace(/\/+$/, '')}/${config.container}`;
  return new ContainerClient(sas === undefined ? url : `${url}?${sas}`, pipeline);
}
