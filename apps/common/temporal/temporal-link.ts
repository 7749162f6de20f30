/** The client's connection to Temporal: made when first needed, and again after it broke. */
import { Client, type Connection } from '@temporalio/client';
import { ClosableConnection } from './closable-connection.js';

export interface TemporalLinkOptions {
  readonly address: string;
  readonly namespace: string;
  /** After so long a server that does not answer is given up. */
  readonly connectMs?: number;
}

export class TemporalLink {
  private opening: Promise<Client> | null = null;
  private connection: Connection | null = null;
  private readonly closed = Promise.withResolvers<never>();

  constructor(readonly options: TemporalLinkOptions) {
    this.closed.promise.catch(() => undefined);
  }

  /** @throws when the server does not answer within `connectMs` (5 s). The channel itself reconnects after cuts. */
  client(): Promise<Client> {
    this.opening ??= this.open().catch((error: unknown) => {
      this.opening = null;
      throw error;
    });
    return this.opening;
  }

  private async open(): Promise<Client> {
    const connection = ClosableConnection.lazy({
      address: this.options.address,
      connectTimeout: this.options.connectMs ?? 5_000,
    });
    this.connection = connection;
    try {
      await Promise.race([connection.ensureConnected(), this.closed.promise]);
    } catch (error) {
      await connection.close();
      throw error;
    }
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

  /** Ends the connection, for good. One that is only being opened is not waited for: a server that is away would hold a shutdown up for seconds. */
  async close(): Promise<void> {
    this.closed.reject(new Error('this process ends'));
    await this.opening?.catch(() => undefined);
    await this.connection?.close();
  }
}
