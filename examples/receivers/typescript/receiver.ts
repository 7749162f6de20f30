/** A webhook receiver for Terra's events, with Node alone: `TERRA_SIGNING_SECRETS=… node receiver.ts`. See ../README.md. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type IncomingMessage, createServer } from 'node:http';

const PORT = Number(process.env['PORT'] ?? 8099);
/** Several while one is replaced. */
const SECRETS = (process.env['TERRA_SIGNING_SECRETS'] ?? '').split(',').filter(Boolean);
const TOLERANCE_SECONDS = 300;
const MAX_BYTES = 32 * 1024 * 1024;
const DELETED = 4;
/** How the trace ids of chunks end, in which the answer to a history request comes. */
const CHUNK = /:chunk:\d+$/;
/** Records of these have an id of their own; of the others there is one a day. */
const WITH_ID = new Set(['activity', 'sleep']);
const DATA = new Set([...WITH_ID, 'body', 'daily', 'nutrition', 'menstruation']);

interface Metadata {
  readonly summary_id?: string;
  readonly start_time?: string;
  readonly upload_type?: number;
}
interface TerraEvent {
  readonly type: string;
  readonly user?: { readonly user_id: string };
  readonly data?: readonly { readonly metadata: Metadata }[];
  readonly athlete?: object;
  readonly url?: string;
  readonly reference?: string;
  readonly expected_payloads?: number;
}

interface Headers {
  readonly traceId: string;
  readonly reference: string;
  readonly orderingMs: number;
}

/** An answer that is no 2xx. Terra sends again later, whatever it is. */
class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

// In memory, to be read at a glance: in your app these are tables, written in one transaction before the answer.
const traceIds = new Set<string>();
const records = new Map<string, { orderingMs: number; record: object | null }>();
const requests = new Map<string, { received: number; expected: number | null }>();

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

/** `t=<unix seconds>,v1=<hex>[,v1=<hex>]`: HMAC-SHA256 of `t.body` on the bytes as they came. */
function verify(header: string, body: Buffer): void {
  const parts = header.split(',').map((part) => part.trim().split('='));
  const t = Number(parts.find(([name]) => name === 't')?.[1] ?? Number.NaN);
  if (!(Math.abs(Date.now() / 1000 - t) <= TOLERANCE_SECONDS)) throw new Refused(401, 'the signature is too old or has no time');
  const given = parts.filter(([name]) => name === 'v1').map(([, hex]) => Buffer.from(hex ?? '', 'hex'));
  const matches = SECRETS.some((secret) => {
    const wanted = createHmac('sha256', secret).update(`${t}.`).update(body).digest();
    return given.some((mark) => mark.length === wanted.length && timingSafeEqual(mark, wanted));
  });
  if (!matches) throw new Refused(401, 'the signature does not match');
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Refused(413, 'the event is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The event itself, where only the word of it was sent. */
async function whole(event: TerraEvent): Promise<TerraEvent> {
  if (event.type !== 's3_payload' || event.url === undefined) return event;
  const answer = await fetch(event.url).catch(() => null);
  if (answer?.ok !== true) throw new Refused(503, 'the payload could not be fetched');
  return (await answer.json()) as TerraEvent;
}

const isPart = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `record` with the lists of samples that it left out, from the one that is held. Nothing else is ever left out: it is null. */
function withSamples(record: object, held: object): object {
  const filled = new Map<string, unknown>(Object.entries(record));
  for (const [name, value] of Object.entries(held)) {
    const own = filled.get(name);
    if (!filled.has(name)) filled.set(name, value);
    else if (isPart(own) && isPart(value)) filled.set(name, withSamples(own, value));
  }
  return Object.fromEntries(filled);
}

/** In a chunk it may be without samples: it is stored where nothing as new is held, and takes no samples away. */
function store(type: string, userId: string, key: string, headers: Headers, deleted: boolean, record: object): void {
  const id = `${userId} ${type} ${key}`;
  const held = records.get(id);
  const inChunk = CHUNK.test(headers.traceId);
  // What overtook this one is newer: it stays. A deletion stays as well, or an older copy would bring the record back.
  const heldMs = held?.orderingMs ?? -1;
  if (heldMs > headers.orderingMs || (inChunk && heldMs === headers.orderingMs))
    return say({ outdated: type, user_id: userId, key });
  const kept = inChunk && held?.record ? withSamples(record, held.record) : record;
  records.set(id, { orderingMs: headers.orderingMs, record: deleted ? null : kept });
  const bytes = Buffer.byteLength(JSON.stringify(kept));
  say({ stored: type, user_id: userId, key, deleted, ordering_ms: headers.orderingMs, bytes });
}

function count(reference: string, change: { received?: number; expected?: number }): void {
  const request = requests.get(reference) ?? { received: 0, expected: null };
  request.received += change.received ?? 0;
  request.expected = change.expected ?? request.expected;
  requests.set(reference, request);
  say({ request: reference, ...request });
}

function handle(event: TerraEvent, headers: Headers): void {
  const userId = event.user?.user_id ?? '';
  if (DATA.has(event.type)) {
    for (const record of event.data ?? []) {
      const { summary_id: id, start_time: start = '', upload_type: upload } = record.metadata;
      const key = WITH_ID.has(event.type) && id !== undefined ? id : start.slice(0, 10);
      store(event.type, userId, key, headers, event.type === 'activity' && upload === DELETED, record);
    }
    // Payloads of a large request; single events have a reference that nobody else has.
    count(headers.reference, { received: 1 });
  } else if (event.type === 'athlete') store('athlete', userId, 'athlete', headers, false, event.athlete ?? {});
  else if (event.type === 'large_request_sending') count(headers.reference, { expected: event.expected_payloads ?? 0 });
  else say({ event: event.type, user_id: userId, trace_id: headers.traceId });
}

async function receive(request: IncomingMessage): Promise<void> {
  const header = (name: string): string => String(request.headers[name] ?? '');
  const body = await bodyOf(request);
  verify(header('terra-signature'), body);
  const traceId = header('x-terra-trace-id');
  if (traceIds.has(traceId)) {
    say({ repeat: traceId });
    return;
  }
  const event = await whole(JSON.parse(body.toString()) as TerraEvent);
  // The same may have come again while that was fetched.
  if (traceIds.has(traceId)) {
    say({ repeat: traceId });
    return;
  }
  handle(event, { traceId, reference: header('terra-reference'), orderingMs: Number(header('x-terra-ordering-timestamp')) });
  traceIds.add(traceId);
}

if (SECRETS.length === 0) throw new Error('set TERRA_SIGNING_SECRETS to the signing secret of the destination');
createServer((request, response) => {
  receive(request).then(
    () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"success":true}'),
    (error: unknown) => {
      const status = error instanceof Refused ? error.status : 400;
      say({ refused: error instanceof Refused ? error.message : 'the body is no event' });
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"success":false}');
    },
  );
}).listen(PORT, '127.0.0.1', () => say({ listening: PORT }));
