/** A container of its own on the shared server, and the vendor's client as the owner of the account, for reading back. */
import {
  BlobServiceClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import type { ContainerClient } from '@azure/storage-blob';
import { sharedAzurite, uniqueName } from '../../../test/support/servers/shared.js';
import type { AzuriteAddress } from '../../../test/support/servers/azurite.js';

const HOUR_MS = 3_600_000;

export class TestContainer {
  private constructor(
    readonly server: AzuriteAddress,
    readonly client: ContainerClient,
  ) {}

  static async make(): Promise<TestContainer> {
    const server = await sharedAzurite();
    const client = BlobServiceClient.fromConnectionString(server.connectionString).getContainerClient(uniqueName('rides'));
    await client.create();
    return new TestContainer(server, client);
  }

  /** @param permissions such as `rcwd` */
  sas(permissions: string, endsInMs = HOUR_MS, accountKey = this.server.accountKey): string {
    return generateBlobSASQueryParameters(
      {
        containerName: this.client.containerName,
        permissions: ContainerSASPermissions.parse(permissions),
        startsOn: new Date(Date.now() - 2 * HOUR_MS),
        expiresOn: new Date(Date.now() + endsInMs),
      },
      new StorageSharedKeyCredential(this.server.accountName, accountKey),
    ).toString();
  }

  /** @param origin of a server in front of the shared one */
  config(sas: string, origin?: string) {
    const { pathname, origin: own } = new URL(this.server.accountUrl);
    return { account_url: `${origin ?? own}${pathname}`, container: this.client.containerName, sas_token: sas };
  }

  async names(prefix = ''): Promise<string[]> {
    const names: string[] = [];
    for await (const { name } of this.client.listBlobsFlat({ prefix })) names.push(name);
    return names;
  }

  async read(name: string) {
    const blob = this.client.getBlobClient(name);
    const [bytes, { metadata = {}, contentType }] = await Promise.all([blob.downloadToBuffer(), blob.getProperties()]);
    return { bytes, metadata, mediaType: contentType };
  }

  async texts(prefix = ''): Promise<string[]> {
    return Promise.all(
      (await this.names(prefix)).map(async (name) => (await this.client.getBlobClient(name).downloadToBuffer()).toString()),
    );
  }

  /** The server holds everything in memory. */
  async remove(): Promise<void> {
    await this.client.deleteIfExists();
  }
}
