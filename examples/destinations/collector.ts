/** An example of a destination: log collectors (Vector, Fluent Bit, OpenObserve, …) that take newline-delimited JSON by POST, many events at a time. */
import { request } from 'undici';
import { z } from 'zod';
import type {
  Destination,
  DeliveryItem,
  DestinationIo,
  DestinationSession,
  ItemResult,
  PluginSpec,
} from '../../destinations/kit/destination.js';
import { ErrorTable } from '../../destinations/kit/error-table.js';
import { InFlight } from '../../destinations/kit/in-flight.js';
import { defineKind } from '../../destinations/kit/kind.js';
import { classifyNetwork } from '../../destinations/kit/egress/network-errors.js';
import { Problem } from '../../model/problem.js';

const schema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).describe('Where lines are posted.'),
  token: z.string().min(8).describe('Bearer token of the collector.'),
});
type CollectorConfig = z.output<typeof schema>;

export const spec: PluginSpec<CollectorConfig> = {
  id: 'collector',
  title: 'Log collector',
  summary: 'Posts events as lines of JSON',
  schema,
  secrets: ['token'],
  places: ['url'],
  example: { url: 'https://logs.example.com/ingest', token: 'replace-me' },
};
export const capabilities = { write: 'append', deletes: false, maxItems: 500, maxBytes: 8 << 20, concurrency: 4 } as const;

export const statuses = new ErrorTable([
  { codes: ['401', '403'], kind: 'auth', message: 'the collector refuses the token', action: 'set the token that it expects' },
  { codes: ['404', '3*'], kind: 'config', message: 'there is no collector at this url', action: 'set url to where it listens' },
  { codes: ['400', '413', '422'], kind: 'payload', message: 'the collector refuses these lines' },
  { codes: ['429'], kind: 'rate_limited', message: 'the collector asks to slow down' },
  { codes: ['4*', '5*'], kind: 'transient', message: 'the collector has trouble' },
]);

/** A body is final JSON on one line. Readers drop repeats by the id in front of it. */
const linesOf = (items: readonly DeliveryItem[]): Buffer =>
  Buffer.concat(items.flatMap(({ traceId, body }) => [Buffer.from(`{"id":"${traceId}","event":`), body, Buffer.from('}\n')]));

function open({ url, token }: CollectorConfig, { egress }: DestinationIo): DestinationSession {
  const inFlight = new InFlight();

  const post = async (body: Uint8Array, signal: AbortSignal): Promise<void> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' };
    const answer = await request(url, { method: 'POST', dispatcher: egress.dispatcher, headers, body, signal });
    await answer.body.dump();
    const wait = Number(answer.headers['retry-after']);
    if (answer.statusCode < 300) return;
    throw statuses.problem(String(answer.statusCode), undefined, wait > 0 ? wait * 1000 : undefined) ?? new Error('no HTTP');
  };

  /** One request for all. When it is refused for what is in it, the half that holds the bad line is looked for. */
  const write = async (items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> => {
    try {
      await post(linesOf(items), signal);
      return items.map(() => ({ ok: true, outcome: 'delivered' }));
    } catch (error) {
      if (!(error instanceof Problem) || error.kind !== 'payload') throw error;
      if (items.length === 1) return [{ ok: false, problem: error }];
      const half = items.length >> 1;
      return [...(await write(items.slice(0, half), signal)), ...(await write(items.slice(half), signal))];
    }
  };

  const check = async (signal: AbortSignal) => {
    const name = 'take a line';
    try {
      await post(Buffer.from('{"type":"healthcheck"}\n'), signal);
      return [{ name, ok: true }];
    } catch (error) {
      const problem = Problem.from(classifyNetwork(error, 'the collector') ?? error);
      if (problem.kind === 'canceled') throw problem;
      return [{ name, ok: false, message: problem.message, action: 'Check url and token, and that the collector runs.' }];
    }
  };

  return {
    check,
    write: (items, signal) => inFlight.run(() => write(items, signal)),
    close: () => inFlight.close(() => Promise.resolve()),
  };
}

export const collector: Destination<CollectorConfig> = {
  spec,
  capabilities,
  open,
  classify: (error) => classifyNetwork(error, 'the collector'),
  preview: ({ url }, item) =>
    Promise.resolve([{ place: `POST ${url}`, mediaType: 'application/x-ndjson', bytes: linesOf([item]) }]),
};
/** In a kind of your own: one more line of destinations/registry.ts, with a lazy `import()`. */
export const collectorKind = defineKind({ spec, capabilities, load: () => Promise.resolve(collector) });
