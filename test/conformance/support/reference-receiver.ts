/**
 * An app as Terra's own reference receiver is built (terra.md §2.6), written from that description: it reads the header `terra-signature` alone, drops an event
 * whose `terra-reference` it knows (but for large requests), needs `reference_id` at the top of `auth`, and asks for 30 days of every type that the
 * provider has by `start_date` alone. All its knowledge of us is a base URL.
 */
import { TerraClient, verifyTerraWebhookSignature } from 'terra-api';
import { z } from 'zod';
import type { Delivered, Reply } from './event-tap.js';

const DAY_SECONDS = 86_400;
const DATED = ['activity', 'body', 'daily', 'sleep', 'nutrition', 'menstruation'] as const;
type Dated = (typeof DATED)[number];

const userSchema = z.looseObject({ user_id: z.string(), provider: z.string() });
const authSchema = z.looseObject({ status: z.literal('success'), reference_id: z.string(), user: userSchema });
const dataSchema = z.looseObject({
  user: userSchema,
  data: z.array(z.looseObject({ metadata: z.looseObject({ summary_id: z.string().optional(), start_time: z.string() }) })),
});
const athleteSchema = z.looseObject({ user: userSchema, athlete: z.looseObject({}) });
const sendingSchema = z.looseObject({ reference: z.string(), expected_payloads: z.int(), user: userSchema });
const usersSchema = z.looseObject({ users: z.array(z.looseObject({ user_id: z.string(), active: z.boolean() })) });

interface Large {
  readonly userId: string;
  expected: number | null;
  received: number;
}

export class ReferenceReceiver {
  /** Events that it dropped as repeats though they were none. */
  readonly dropped: string[] = [];
  readonly refused: string[] = [];
  readonly failures: string[] = [];
  readonly #terra: TerraClient;
  readonly #references = new Map<string, string>();
  readonly #traces = new Set<string>();
  readonly #large = new Map<string, Large>();
  readonly #members = new Map<string, string>();
  readonly #asked = new Map<string, string[]>();
  readonly #rows = new Map<string, string>();
  #work: Promise<unknown> = Promise.resolve();

  constructor(
    options: { devId: string; apiKey: string; baseUrl: string },
    private readonly secret: string,
  ) {
    this.#terra = new TerraClient(options);
  }

  /** Answers at once, works afterwards, one event after the other. */
  take(delivery: Omit<Delivered, 'answered'>): Reply {
    this.#work = this.#work.then(() => this.#handle(delivery)).catch((error: unknown) => this.failures.push(String(error)));
    return { status: 200 };
  }

  async settled(): Promise<void> {
    await this.#work;
  }

  referenceOf(userId: string): string | undefined {
    return this.#members.get(userId);
  }

  /** Types that it asked for, in order. */
  backfillsAsked(userId: string): readonly string[] {
    return this.#asked.get(userId) ?? [];
  }

  /** Large requests of which as much has come as was announced. */
  backfillsDone(userId: string): number {
    return [...this.#large.values()].filter((one) => one.userId === userId && one.received === one.expected).length;
  }

  keysOf(userId: string, type: string): readonly string[] {
    const prefix = `${userId} ${type} `;
    return [...this.#rows.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
      .sort();
  }

  row(userId: string, type: string, key: string): string | undefined {
    return this.#rows.get(`${userId} ${type} ${key}`);
  }

  /** @returns who is connected under that reference, as the api says now. */
  async reconcile(referenceId: string): Promise<{ user_id: string; active: boolean }[]> {
    const { users } = usersSchema.parse(await this.#terra.user.getinfoforuserid({ reference_id: referenceId }));
    return users.map(({ user_id, active }) => ({ user_id, active }));
  }

  async #handle({ headers, raw, json, type, traceId, reference }: Omit<Delivered, 'answered'>): Promise<void> {
    try {
      await verifyTerraWebhookSignature(raw, headers['terra-signature'] ?? '', this.secret);
    } catch (error) {
      this.refused.push(String(error));
      return;
    }
    if (this.#isRepeat(type, traceId, reference)) return;
    if (type === 'auth') return this.#backfill(authSchema.parse(json));
    if (type === 'large_request_sending') this.#announced(sendingSchema.parse(json));
    if (type === 'athlete') {
      const { user, athlete } = athleteSchema.parse(json);
      this.#rows.set(`${user.user_id} athlete profile`, JSON.stringify(athlete));
    }
    if (DATED.some((dated) => dated === type)) this.#store(type, reference, dataSchema.parse(json));
  }

  #isRepeat(type: string, traceId: string, reference: string): boolean {
    if (this.#traces.has(traceId)) return true;
    this.#traces.add(traceId);
    if (type.startsWith('large_request_') || this.#large.has(reference)) {
      this.#large.set(reference, this.#large.get(reference) ?? { userId: '', expected: null, received: 0 });
      return false;
    }
    const before = this.#references.get(reference);
    this.#references.set(reference, `${type} ${traceId}`);
    if (before !== undefined) this.dropped.push(`${type} ${traceId}: ${reference} was of ${before}`);
    return before !== undefined;
  }

  async #backfill({ reference_id: referenceId, user }: z.infer<typeof authSchema>): Promise<void> {
    this.#members.set(user.user_id, referenceId);
    const { providers = [] } = await this.#terra.integrations.detailedfetch({ sdk: false });
    const types = z
      .record(z.string(), z.boolean())
      .parse(providers.find(({ provider }) => provider === user.provider)?.types ?? {});
    const start_date = Math.floor(Date.now() / 1000) - 30 * DAY_SECONDS;
    const asked: string[] = [];
    for (const type of DATED.filter((dated: Dated) => types[dated])) {
      await this.#terra[type].fetch({ user_id: user.user_id, start_date });
      asked.push(type);
    }
    if (types['athlete']) {
      await this.#terra.athlete.fetch({ user_id: user.user_id });
      asked.push('athlete');
    }
    this.#asked.set(user.user_id, asked);
  }

  #announced({ reference, expected_payloads: expected, user }: z.infer<typeof sendingSchema>): void {
    this.#large.set(reference, { userId: user.user_id, expected, received: this.#large.get(reference)?.received ?? 0 });
  }

  #store(type: string, reference: string, { user, data }: z.infer<typeof dataSchema>): void {
    for (const record of data)
      this.#rows.set(
        `${user.user_id} ${type} ${record.metadata.summary_id ?? record.metadata.start_time.slice(0, 10)}`,
        JSON.stringify(record),
      );
    const large = this.#large.get(reference);
    if (large) large.received += 1;
  }
}
