/** fake-gcs-server checks no credentials: this fake in front of it grants tokens to one service account, as Google does, and lets nobody in without. */
import { createVerify, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Storage } from '@google-cloud/storage';
import type { Bucket } from '@google-cloud/storage';
import { sharedGcs, uniqueName } from '../../../test/support/servers/shared.js';
import { Front } from '../../kit/objects/testing/front.js';
import type { OwnAnswer } from '../../kit/objects/testing/front.js';

const rsa = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

const json = (status: number, body: object): OwnAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

async function textOf(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

export class FakeGoogle {
  readonly #keys = rsa();
  #token = '';
  granted = 0;
  /** Answers of the store that come before its own. */
  answer: (incoming: IncomingMessage) => OwnAnswer | undefined = () => undefined;

  private constructor(
    readonly front: Front,
    readonly bucket: Bucket,
  ) {
    front.intercept = (incoming) => this.#intercept(incoming);
  }

  static async start(): Promise<FakeGoogle> {
    const { endpoint, projectId } = await sharedGcs();
    const storage = new Storage({
      apiEndpoint: endpoint,
      projectId,
      useAuthWithCustomEndpoint: false,
      retryOptions: { autoRetry: false, maxRetries: 0 },
    });
    const [bucket] = await storage.createBucket(uniqueName('rides'));
    return new FakeGoogle(await Front.before(endpoint), bucket);
  }

  /** @param privateKey another one than the account's, for a key that Google does not know */
  accountKey(url = this.front.url, privateKey = this.#keys.privateKey): string {
    return JSON.stringify({
      type: 'service_account',
      project_id: 'tests',
      private_key_id: 'one',
      private_key: privateKey,
      client_email: 'freehub@tests.iam.gserviceaccount.com',
      token_uri: `${url}/token`,
    });
  }

  strangerKey(): string {
    return this.accountKey(this.front.url, rsa().privateKey);
  }

  /** Tokens granted so far are no longer good. */
  revoke(): void {
    this.#token = '';
  }

  async #intercept(incoming: IncomingMessage): Promise<OwnAnswer | undefined> {
    if (incoming.url === '/token') return this.#grant(await textOf(incoming));
    if (this.#token === '' || incoming.headers.authorization !== `Bearer ${this.#token}`)
      return json(401, { error: { code: 401, errors: [{ reason: 'authError' }] } });
    return this.answer(incoming);
  }

  #grant(form: string): OwnAnswer {
    const [header = '', claims = '', signature = ''] = (new URLSearchParams(form).get('assertion') ?? '').split('.');
    const good = createVerify('RSA-SHA256').update(`${header}.${claims}`).verify(this.#keys.publicKey, signature, 'base64url');
    const { exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { exp: number };
    if (!good || exp * 1000 < Date.now())
      return json(400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
    this.granted += 1;
    this.#token = `ya29.${randomBytes(16).toString('hex')}`;
    return json(200, { access_token: this.#token, expires_in: 3599, token_type: 'Bearer' });
  }

  async names(prefix = ''): Promise<string[]> {
    const [files] = await this.bucket.getFiles({ prefix });
    return files.map(({ name }) => name);
  }

  async read(name: string) {
    const file = this.bucket.file(name);
    const [[bytes], [{ metadata = {}, contentType }]] = await Promise.all([
      file.download({ decompress: false }),
      file.getMetadata(),
    ]);
    const texts = Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, String(value)]));
    return { bytes, metadata: texts, mediaType: contentType };
  }

  /** Not by the vendor's client: it takes 20 ms a download. */
  async texts(prefix = ''): Promise<string[]> {
    const { endpoint } = await sharedGcs();
    const base = `${endpoint}/storage/v1/b/${this.bucket.name}/o/`;
    return Promise.all(
      (await this.names(prefix)).map(async (name) => (await fetch(`${base}${encodeURIComponent(name)}?alt=media`)).text()),
    );
  }
}
