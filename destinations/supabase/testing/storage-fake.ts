/** A FAKE of Supabase's Storage: the answers that the real one was seen to give, objects in memory. The real one is in no package registry. */
import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { OwnAnswer } from '../../kit/objects/testing/front.js';

const json = (status: number, body: object): OwnAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
/** The true status is text in the body. */
const refused = (statusCode: string, error: string): OwnAnswer => json(400, { statusCode, error, message: error });

async function bytesOf(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

export class StorageFake {
  readonly objects = new Map<string, Buffer>();
  /** Waits before an upload is stored. */
  beforeUpload: (name: string) => Promise<void> = () => Promise.resolve();

  constructor(
    private readonly bucket: string,
    private readonly jwtSecret: string,
  ) {}

  /** @param incoming with a path under /storage/v1 */
  async answer(incoming: IncomingMessage): Promise<OwnAnswer> {
    if (!this.#isKnown(incoming.headers.authorization)) return refused('403', 'Unauthorized');
    const path = decodeURIComponent((incoming.url ?? '').replace('/storage/v1', ''));
    if (incoming.method === 'GET' && path.startsWith('/bucket/'))
      return path === `/bucket/${this.bucket}`
        ? json(200, { id: this.bucket, name: this.bucket })
        : refused('404', 'Bucket not found');
    const folder = `/object/${this.bucket}`;
    if (path !== folder && !path.startsWith(`${folder}/`)) return refused('404', 'Bucket not found');
    const name = path.slice(folder.length + 1);
    if (incoming.method === 'DELETE') return this.#remove(await bytesOf(incoming));
    if (incoming.method === 'POST') return this.#upload(name, incoming);
    const held = this.objects.get(name);
    return held ? { status: 200, body: held.toString() } : refused('404', 'not_found');
  }

  async #upload(name: string, incoming: IncomingMessage): Promise<OwnAnswer> {
    if (!/^[\w/!.*'()&$@=;:+,? -]+$/.test(name)) return refused('400', 'InvalidKey');
    if (incoming.headers['x-upsert'] !== 'true' && this.objects.has(name)) return refused('409', 'Duplicate');
    let bytes: Buffer;
    try {
      bytes = await bytesOf(incoming);
    } catch {
      return refused('500', 'aborted'); // The sender has gone; half an object is none.
    }
    await this.beforeUpload(name);
    this.objects.set(name, bytes);
    return json(200, { Key: `${this.bucket}/${name}`, Id: name });
  }

  #remove(body: Buffer): OwnAnswer {
    const { prefixes } = JSON.parse(body.toString()) as { prefixes: string[] };
    return json(
      200,
      prefixes.filter((name) => this.objects.delete(name)).map((name) => ({ name })),
    );
  }

  #isKnown(authorization = ''): boolean {
    const [header = '', claims = '', signature = ''] = authorization.replace('Bearer ', '').split('.');
    return signature === createHmac('sha256', this.jwtSecret).update(`${header}.${claims}`).digest('base64url');
  }
}
