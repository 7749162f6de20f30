/** The client's connection to Temporal: made when first needed, and again after it broke. */
import { Client, Connection } from '@temporalio/client';

export interface TemporalLinkOptions {
  readonly address: string;
  readonly namespace: string;
}

export class TemporalLink {
  private opening: Promise<Client> | null = null;

  constructor(readonly options: TemporalLinkOptions) {}

  /** @throws when the server does not answer within 5 s. The channel itself reconnects after cuts. */
  client(): Promise<Client> {
    this.opening ??= this.open().catch((error: unknown) => {
      this.opening = null;
      throw error;
    });
    return this.opening;
  }

  private async open(): Promise<Client> {
    const connection = await Connection.connect({ address: this.options.address, connectTimeout: 5_000 });
    return new Client({ connection, namespace: this.options.namespace });
  }

  /** The namespace's id: another one under the same name means that Temporal's data was thrown away. */
  async namespaceId(): Promise<string> {
    const client = await this.client();
    const answer = await client.withDeadline(Date.now() + 5_000, () =>
      client.workflowService.describeNamespace({ namespace: this.options.namespace }),
    );
    return answer.namespaceInfo?.id ?? '';
  }

  async close(): Promise<void> {
    const client = await this.opening?.catch(() => null);
    this.opening = null;
    await client?.connection.close();
  }
}
