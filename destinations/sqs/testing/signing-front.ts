/** A fake: fauxqs takes any credentials, so this front checks the signature (AWS Signature Version 4) before it, and refuses in SQS's words. */
import { createHash, createHmac } from 'node:crypto';
import { createServer, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FrontAnswer {
  readonly status: number;
  /** As in `__type`. */
  readonly code: string;
}

export interface SigningFront {
  readonly host: string;
  /** Answers so instead of passing on: by the called operation (`SendMessageBatch`). */
  answer: ((operation: string) => FrontAnswer | undefined) | undefined;
  /** Answers for an entry of a batch (its JSON) with this code, and passes on the others. */
  failEntry: ((entry: string) => string | false) | undefined;
  stop(): Promise<void>;
}

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Written from AWS's description of the signature, not with the SDK. */
function isSigned(
  { method = '', url = '/', headers }: IncomingMessage,
  body: Buffer,
  keys: { id: string; secret: string },
): boolean {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/sqs\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  const [, id = '', day = '', region = '', names = '', signature] = match ?? [];
  if (id !== keys.id) return false;
  const signed = names
    .split(';')
    .map((name) => `${name}:${String(headers[name]).trim()}\n`)
    .join('');
  const [path = '/', query = ''] = url.split('?');
  const canonical = [method, path, query, signed, names, sha256(body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], `${day}/${region}/sqs/aws4_request`, sha256(canonical)].join('\n');
  const key = [day, region, 'sqs', 'aws4_request'].reduce<string | Buffer>(
    (part, text) => hmac(part, text),
    `AWS4${keys.secret}`,
  );
  return hmac(key, toSign).toString('hex') === signature;
}

/** A batch without the entries that are to fail; null when none is left. */
function split(
  body: Buffer,
  operation: string,
  failEntry: SigningFront['failEntry'],
): { failed: object[]; passed: Buffer | null } {
  if (!failEntry || operation !== 'SendMessageBatch') return { failed: [], passed: body };
  const batch = JSON.parse(body.toString()) as { Entries: { Id: string }[] };
  const codes = new Map(batch.Entries.map((entry) => [entry, failEntry(JSON.stringify(entry))]));
  const failed = [...codes].flatMap(([{ Id }, Code]) => (Code === false ? [] : [{ Id, Code, SenderFault: false }]));
  const Entries = batch.Entries.filter((entry) => codes.get(entry) === false);
  return { failed, passed: Entries.length === 0 ? null : Buffer.from(JSON.stringify({ ...batch, Entries })) };
}

export async function startSigningFront(upstream: string, keys: { id: string; secret: string }): Promise<SigningFront> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      const operation = String(incoming.headers['x-amz-target']).replace('AmazonSQS.', '');
      const refused = isSigned(incoming, body, keys) ? front.answer?.(operation) : { status: 403, code: 'SignatureDoesNotMatch' };
      if (refused) {
        const type = { 'content-type': 'application/x-amz-json-1.0' };
        outgoing
          .writeHead(refused.status, type)
          .end(JSON.stringify({ __type: `com.amazonaws.sqs#${refused.code}`, message: 'refused' }));
        return;
      }
      const { failed, passed } = split(body, operation, front.failEntry);
      if (!passed) {
        outgoing
          .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
          .end(JSON.stringify({ Successful: [], Failed: failed }));
        return;
      }
      const headers = { ...incoming.headers, 'content-length': String(passed.byteLength) };
      const forward = request(upstream, { method: incoming.method, path: incoming.url, headers }, (answer) => {
        if (failed.length === 0) {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(outgoing);
          return;
        }
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const told = JSON.parse(Buffer.concat(parts).toString()) as { Failed?: object[] };
          const whole = JSON.stringify({ ...told, Failed: [...(told.Failed ?? []), ...failed] });
          outgoing.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(whole);
        });
      });
      forward.on('error', () => outgoing.destroy());
      forward.end(passed);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const front: SigningFront = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: undefined,
    failEntry: undefined,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return front;
}
