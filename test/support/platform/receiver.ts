/** An app's webhook endpoint: a real HTTP server that writes down every request and misbehaves on request. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { signatureMatches } from '../../../destinations/webhook/testing/receiver.js';
import { stablePort } from '../servers/stable-port.js';

/** `hang`: never answers. `slow`: 200, after SLOW_MS. `cut`: breaks the connection after reading. A number: that status. */
export type Answer = number | 'hang' | 'slow' | 'cut';

const SLOW_MS = 400;

const activitySchema = z.looseObject({
  metadata: z.looseObject({
    summary_id: z.string(),
    start_time: z.string(),
    upload_type: z.number(),
    name: z.string().nullish(),
  }),
  distance_data: z.looseObject({ summary: z.looseObject({ distance_meters: z.number().nullable() }) }).nullish(),
  calories_data: z.looseObject({ total_burned_calories: z.number().nullable() }).nullish(),
  active_durations_data: z.looseObject({ activity_seconds: z.number().nullable() }).nullish(),
});
const bodySchema = z.looseObject({
  type: z.string(),
  user: z.looseObject({ user_id: z.string(), reference_id: z.string().nullish() }).optional(),
  data: z.array(activitySchema).optional(),
});

/** What a ride looks like at a destination; the same for all kinds of them. */
export interface SeenRide {
  readonly name: string | null;
  readonly startMs: number;
  readonly deleted: boolean;
  readonly distanceMeters: number | null;
  readonly calories: number | null;
  readonly activeSeconds: number | null;
}

export interface Received {
  readonly atMs: number;
  readonly type: string;
  readonly userId: string | null;
  /** The ride's id; null for events without one. */
  readonly key: string | null;
  readonly ride: SeenRide | null;
  /** Ids of all rides in it: chunks of a history request hold several. */
  readonly keys: readonly string[];
  readonly traceId: string;
  readonly reference: string;
  readonly orderingMs: number;
  readonly bytes: number;
  readonly bodyHash: string;
  readonly signature: string;
  /** Whole body of events without a ride; null for the others (they are large). */
  readonly body: z.infer<typeof bodySchema> | null;
  answered: Answer;
}

const DELETED = 4;

export const seenRide = (data: unknown): { key: string; ride: SeenRide } => {
  const { metadata, ...rest } = activitySchema.parse(data);
  return {
    key: metadata.summary_id,
    ride: {
      name: metadata.name ?? null,
      startMs: Date.parse(metadata.start_time),
      deleted: metadata.upload_type === DELETED,
      distanceMeters: rest.distance_data?.summary.distance_meters ?? null,
      calories: rest.calories_data?.total_burned_calories ?? null,
      activeSeconds: rest.active_durations_data?.activity_seconds ?? null,
    },
  };
};

export class Receiver {
  /** Every request whose body arrived, in order. */
  readonly journal: Received[] = [];
  /** Decides the answer of each request; default 200. */
  answer: (request: Received) => Answer = () => 200;
  /** Refuses with 401 what is not signed with it; null = nothing is looked at. */
  secret: string | null = null;
  #server: Server | null = null;
  readonly #hanging = new Set<ServerResponse>();

  private constructor(private readonly port: number) {}

  static async start(): Promise<Receiver> {
    const receiver = new Receiver(await stablePort());
    await receiver.listen();
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/events`;
  }

  /** Those that were taken with 200. */
  get taken(): readonly Received[] {
    return this.journal.filter(({ answered }) => answered === 200);
  }

  of(type: string): readonly Received[] {
    return this.taken.filter((one) => one.type === type);
  }

  async listen(): Promise<void> {
    const server = createServer((request, response) => {
      this.#take(request, response).catch(() => response.destroy());
    });
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
  }

  /** Nobody listens any more: connections are refused until `listen`. */
  async refuse(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  /** Lets requests that hang go, unanswered. */
  release(): void {
    for (const response of this.#hanging) response.destroy();
    this.#hanging.clear();
  }

  async close(): Promise<void> {
    this.release();
    await this.refuse();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const entry = describe(request, bytes);
    const isSigned = this.secret === null || signatureMatches(entry.signature, bytes.toString(), this.secret);
    entry.answered = isSigned ? this.answer(entry) : 401;
    this.journal.push(entry);
    if (entry.answered === 'cut') response.destroy();
    else if (entry.answered === 'hang') {
      this.#hanging.add(response);
      response.once('close', () => this.#hanging.delete(response));
    } else if (entry.answered === 'slow') setTimeout(() => response.writeHead(200).end('{}'), SLOW_MS);
    else response.writeHead(entry.answered, { 'content-type': 'application/json' }).end('{}');
  }
}

function describe({ headers }: IncomingMessage, bytes: Buffer): Received {
  const header = (name: string): string => String(headers[name] ?? '');
  const body = bodySchema.parse(JSON.parse(bytes.toString()));
  const rides = body.type === 'activity' ? (body.data ?? []).map(seenRide) : [];
  const [first] = rides;
  return {
    atMs: Date.now(),
    type: body.type,
    userId: body.user?.user_id ?? null,
    key: first?.key ?? null,
    ride: first?.ride ?? null,
    keys: rides.map(({ key }) => key),
    traceId: header('x-terra-trace-id'),
    reference: header('terra-reference'),
    orderingMs: Number(header('x-terra-ordering-timestamp')),
    bytes: bytes.length,
    bodyHash: createHash('sha256').update(bytes).digest('hex'),
    signature: header('terra-signature'),
    body: body.type === 'activity' ? null : body,
    answered: 200,
  };
}
