/** The SDK's client, every socket of it guarded, its own retries off. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { awsClientOptions } from '../kit/aws/client-options.js';
import type { DestinationIo } from '../kit/destination.js';
import { targetOf } from './queue.js';
import type { SqsConfig } from './spec.js';

/** @throws Problem config, see `awsClientOptions`. */
export function sqsClient(config: SqsConfig, io: DestinationIo): SQSClient {
  const { region, endpoint } = targetOf(config);
  return new SQSClient({
    ...awsClientOptions(config, io, region),
    endpoint,
    // Else the host of a queue URL is dialled, whatever endpoint says.
    useQueueUrlAsEndpoint: false,
  });
}
