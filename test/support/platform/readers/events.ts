/** Events as a destination holds them, made comparable: by record, newest version, without what was deleted. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

const eventSchema = z.looseObject({
  type: z.string(),
  user: z.looseObject({ user_id: z.string() }).optional(),
  data: z
    .array(z.looseObject({ metadata: z.looseObject({ summary_id: z.string(), upload_type: z.number() }).partial().optional() }))
    .optional(),
});
type Event = z.output<typeof eventSchema>;

/** Event by `{type} {user id} {summary id}`. */
export type Held = ReadonlyMap<string, unknown>;

/** One destination of a kind: how it is set up, and all that it holds now, read with the vendor's own client. */
export interface DestinationReader {
  /** Of the destination: its kind, and what else tells it from others of that kind. */
  readonly name: string;
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** @throws Error for what is no event, or one record held twice. */
  readAll(): Promise<Held>;
  dispose(): Promise<void>;
}

/** An event of a destination that keeps each version. */
export interface Version {
  readonly event: unknown;
  /** Unix milliseconds, of `X-Terra-Ordering-Timestamp` or its like. */
  readonly orderingMs: number;
}

const DELETED = 4;
/** Sent to a webhook alone, by the check of a destination. */
const NO_DATA = new Set(['healthcheck']);

const summaryOf = (event: Event) => {
  if (event.data !== undefined && event.data.length !== 1)
    throw new Error(`an event holds ${event.data.length} records, not one`);
  return event.data?.[0]?.metadata;
};
const nameOf = (event: Event): string =>
  `${event.type} ${event.user?.user_id ?? ''} ${summaryOf(event)?.summary_id ?? ''}`.trimEnd();

/** For kinds that keep one version of each record. */
export function heldOnce(events: readonly unknown[]): Held {
  const held = new Map<string, unknown>();
  for (const event of events) {
    const name = nameOf(eventSchema.parse(event));
    if (held.has(name)) throw new Error(`${name} is there twice`);
    held.set(name, event);
  }
  return held;
}

/** For kinds that append: what a consumer that reads all of it knows at the end. */
export function heldNewest(versions: readonly Version[]): Held {
  const newest = new Map<string, Version>();
  for (const version of versions) {
    const event = eventSchema.parse(version.event);
    if (NO_DATA.has(event.type)) continue;
    const before = newest.get(nameOf(event));
    if (!before || before.orderingMs <= version.orderingMs) newest.set(nameOf(event), version);
  }
  return new Map(
    [...newest]
      .filter(([, { event }]) => summaryOf(eventSchema.parse(event))?.upload_type !== DELETED)
      .map(([name, { event }]): [string, unknown] => [name, event]),
  );
}

const linkSchema = z.looseObject({ type: z.literal('s3_payload'), url: z.url(), size: z.int(), sha256: z.string() });

/** A message's event: itself, or what its link leads to. @throws Error when that is not what the message says. */
export async function eventOfMessage(text: string): Promise<unknown> {
  const message: unknown = JSON.parse(text);
  const link = linkSchema.safeParse(message);
  if (!link.success) return message;
  const response = await fetch(link.data.url);
  if (!response.ok) throw new Error(`a link answered ${response.status}: ${await response.text()}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (bytes.length !== link.data.size || sha256 !== link.data.sha256) throw new Error('a link leads to other bytes than it says');
  return JSON.parse(bytes.toString());
}
