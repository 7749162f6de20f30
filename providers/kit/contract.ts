/**
 * What every provider must keep, run against a real server. A provider calls `providerContract` in its own test file.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Problem } from '../../model/problem.js';
import { activitySchema } from '../../model/terra/activity/activity.js';
import type { BoundProvider, ProviderKind } from './bound.js';
import { pages } from './pages.js';
import type { ItemRef, RawPart } from './items.js';
import type { DataType, ListQuery, Tokens } from './provider.js';
import type { ProviderIo } from './provider-io.js';

/** What the server can be made to do to the next data requests. */
type Sabotage = 'repeated_item' | 'rate_limited' | 'server_error' | 'truncated' | 'expired_token';

/** A real server with one connected athlete. */
interface ProviderRig {
  readonly config: Readonly<Record<string, unknown>>;
  readonly io: ProviderIo;
  readonly tokens: Tokens;
  /** What the athlete has there, with the time by which it is listed. More than one page of it. */
  readonly items: readonly { readonly id: string; readonly atMs: number; readonly locator?: string }[];
  readonly type: DataType;
  /** With access `manager`: what is to be said with each listing. */
  readonly query?: Pick<ListQuery, 'assignments' | 'held'>;
  /** What names nothing. When left out: the first item with another id. */
  readonly absent?: ItemRef;
  sabotage(mode: Sabotage): Promise<void>;
  /** Ends all sabotage. */
  mend(): Promise<void>;
  /** The `Retry-After` that `rate_limited` answers with. */
  readonly retryAfterMs: number;
  dispose(): Promise<void>;
}

/** A notification as the provider signs it. */
interface SignedWebhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

interface ProviderContractOptions {
  readonly name: string;
  readonly kind: ProviderKind;
  make(): Promise<ProviderRig>;
  /** Signs as the provider does. Null for a provider without webhooks. */
  readonly sign: ((body: Uint8Array, secret: string, atMs: number) => SignedWebhook) | null;
  /** A valid notification. */
  readonly notification: Uint8Array;
  /** Raw answers that must normalize. */
  readonly fixtures: readonly { readonly name: string; readonly ref: ItemRef; readonly parts: readonly RawPart[] }[];
}

async function problemOf(work: () => unknown): Promise<Problem> {
  try {
    await work();
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    if (error instanceof Problem) return error;
  }
  throw new Error('no Problem was thrown');
}

function listing(options: ProviderContractOptions): void {
  describe('listing and fetching', () => {
    const { kind } = options;
    let rig: ProviderRig;
    let bound: BoundProvider;
    beforeAll(async () => {
      rig = await options.make();
      bound = kind.bind(rig.config);
    }, 60_000);
    afterEach(() => rig.mend());
    afterAll(() => rig.dispose());

    const list = (query: ListQuery) => bound.list(rig.tokens.accessToken, query, rig.io);
    const happened = (startMs: number, endMs: number): ListQuery => ({
      type: rig.type,
      by: 'happened',
      range: { startMs, endMs },
      cursor: null,
      ...rig.query,
    });
    const everything = (): ListQuery =>
      happened(Math.min(...rig.items.map((item) => item.atMs)), Math.max(...rig.items.map((item) => item.atMs)) + 1);
    async function idsOf(query: ListQuery): Promise<string[]> {
      const ids: string[] = [];
      for await (const page of pages(list, query)) ids.push(...page.refs.map((ref) => ref.id));
      return ids;
    }
    const sorted = (ids: readonly string[]): string[] => [...ids].sort();
    const first = (): ItemRef => {
      const [item] = rig.items;
      if (item === undefined) throw new Error('the rig has no items');
      return { type: rig.type, id: item.id, revision: null, locator: item.locator };
    };

    test('pages to the end without gap or repeat, though pages repeat an item', async () => {
      expect((await list(everything())).cursor).not.toBeNull();
      await rig.sabotage('repeated_item');
      expect(sorted(await idsOf(everything()))).toEqual(sorted(rig.items.map((item) => item.id)));
    });

    test('a cursor leads on after a crash', async () => {
      const before = await list(everything());
      const after = await idsOf({ ...everything(), cursor: before.cursor });
      expect(sorted([...before.refs.map((ref) => ref.id), ...after])).toEqual(sorted(rig.items.map((item) => item.id)));
    });

    test('the start belongs to a range, the end does not', async () => {
      const [from, to] = [rig.items[3], rig.items[8]].map((item) => item?.atMs ?? NaN);
      const wanted = rig.items.filter((item) => item.atMs >= Number(from) && item.atMs < Number(to)).map((item) => item.id);
      expect(wanted.length).toBeGreaterThan(0);
      expect(sorted(await idsOf(happened(Number(from), Number(to))))).toEqual(sorted(wanted));
    });

    test('a range in which nothing is gives nothing', async () => {
      const longAgo = Date.UTC(2001, 0);
      expect(await list(happened(longAgo, longAgo + 1000))).toEqual({ refs: [], cursor: null });
    });

    test('every item that is listed can be fetched and normalized', async () => {
      const [ref] = (await list(everything())).refs;
      if (ref === undefined) throw new Error('nothing is listed');
      const pulled = await bound.fetch(rig.tokens.accessToken, ref, rig.io);
      if ('gone' in pulled) throw new Error('it is gone');
      expect(kind.normalize(ref, pulled.parts).key).toBe(ref.id);
    });

    test('an item that is not there is gone, no error', async () => {
      const ref: ItemRef = rig.absent ?? { ...first(), id: 'no-such-item' };
      expect(await bound.fetch(rig.tokens.accessToken, ref, rig.io)).toEqual({ ref, gone: 'unseen' });
    });

    const calls = [
      ['list', () => list(everything())],
      ['fetch', () => bound.fetch(rig.tokens.accessToken, first(), rig.io)],
    ] as const;
    describe.each(calls)('%s', (_name, call) => {
      test('429 is rate_limited and says how long', async () => {
        await rig.sabotage('rate_limited');
        expect(await problemOf(call)).toMatchObject({ kind: 'rate_limited', retryAfterMs: rig.retryAfterMs });
      });
      test('5xx is transient', async () => {
        await rig.sabotage('server_error');
        expect((await problemOf(call)).kind).toBe('transient');
      });
      test('an answer that is cut off is transient', async () => {
        await rig.sabotage('truncated');
        expect((await problemOf(call)).kind).toBe('transient');
      });
    });

    test('a token that is none is auth, and no Problem names it', async () => {
      const problem = await problemOf(() => bound.list('no-such-token', everything(), rig.io));
      expect(problem.kind).toBe('auth');
      expect(JSON.stringify(problem)).not.toContain('no-such-token');
    });

    test('an expired token is auth, and a refresh mends it', async () => {
      await rig.sabotage('expired_token');
      expect((await problemOf(() => list(everything()))).kind).toBe('auth');
      await rig.mend();
      const fresh = await bound.refresh(rig.tokens, rig.io);
      expect(fresh.accessExpiresAtMs).toBeGreaterThan(Date.now());
      await bound.list(fresh.accessToken, everything(), rig.io);
    });
  });
}

function webhooks({ kind, sign, notification }: ProviderContractOptions): void {
  if (sign === null) {
    test('it says that it has no webhooks', () => {
      expect(kind.capabilities.webhook).toBe('none');
    });
    return;
  }
  describe('webhooks', () => {
    const nowMs = Date.UTC(2026, 9, 1);
    const facet = kind.webhooks;
    if (facet === null) throw new Error('the provider signs webhooks but has no facet for them');
    const attempt = (signed: SignedWebhook, secrets: readonly string[] = ['current']) =>
      problemOf(() => {
        facet.verify(signed, secrets, nowMs);
      });

    test('a good signature passes, during a rotation with either secret', () => {
      for (const secret of ['current', 'previous']) {
        expect(() => {
          facet.verify(sign(notification, secret, nowMs), ['current', 'previous'], nowMs);
        }).not.toThrow();
      }
    });
    test('another secret, another body or no signature is auth', async () => {
      expect((await attempt(sign(notification, 'stolen', nowMs))).kind).toBe('auth');
      expect(
        (await attempt({ ...sign(notification, 'current', nowMs), body: Buffer.concat([notification, Buffer.from(' ')]) })).kind,
      ).toBe('auth');
      expect((await attempt({ headers: {}, body: notification })).kind).toBe('auth');
      expect((await attempt(sign(notification, 'current', nowMs), [])).kind).toBe('auth');
    });
    test('a replay after five minutes is auth, before it is not', async () => {
      expect(() => {
        facet.verify(sign(notification, 'current', nowMs - 299_000), ['current'], nowMs);
      }).not.toThrow();
      expect((await attempt(sign(notification, 'current', nowMs - 301_000))).kind).toBe('auth');
      expect((await attempt(sign(notification, 'current', nowMs + 301_000))).kind).toBe('auth');
    });
    test('a timestamp that was changed breaks the signature', async () => {
      const late = sign(notification, 'current', nowMs - 301_000);
      const fresh = sign(notification, 'current', nowMs);
      const mixed = {
        ...late,
        headers: Object.fromEntries(
          Object.entries(fresh.headers).map(([name, value]) => [
            name,
            name.includes('signature') ? (late.headers[name] ?? '') : value,
          ]),
        ),
      };
      expect((await attempt(mixed)).kind).toBe('auth');
    });
    test('parse reads the notification; junk is payload', async () => {
      expect(facet.parse(notification).length).toBeGreaterThan(0);
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(
            fc.uint8Array({ maxLength: 100 }),
            fc.json().map((text) => Buffer.from(text)),
          ),
          async (junk) => {
            expect((await problemOf(() => facet.parse(junk))).kind).toBe('payload');
          },
        ),
      );
    });
  });
}

function normalizing({ kind, fixtures }: ProviderContractOptions): void {
  describe('normalizing', () => {
    test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_name, { ref, parts }) => {
      const record = kind.normalize(ref, parts);
      expect(record.key).toBe(ref.id);
      if (record.type === 'activity') {
        const activity = activitySchema.parse(JSON.parse(Buffer.from(record.body).toString('utf8')));
        expect(activity.metadata).toMatchObject({ start_time: record.startTime, end_time: record.endTime });
        activitySchema.parse(JSON.parse(Buffer.from(record.summary).toString('utf8')));
      }
      // The same input gives the same bytes: records are compared by content.
      expect(Buffer.compare(record.body, kind.normalize(ref, parts).body)).toBe(0);
    });

    test('fixtures that were spoilt in any place give a record or Problem payload, nothing else', async () => {
      const spoilt = fc.record({
        fixture: fc.constantFrom(...fixtures),
        part: fc.nat(),
        at: fc.nat(),
        byte: fc.integer({ min: 0, max: 255 }),
        cut: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(spoilt, async ({ fixture, part, at, byte, cut }) => {
          const parts = fixture.parts.map((one, i) =>
            i === part % fixture.parts.length ? { ...one, bytes: spoil(one.bytes, at, byte, cut) } : one,
          );
          try {
            kind.normalize(fixture.ref, parts);
          } catch (error) {
            expect(
              (
                await problemOf(() => {
                  throw error;
                })
              ).kind,
            ).toBe('payload');
          }
        }),
        { numRuns: 300 },
      );
    });
  });
}

function spoil(bytes: Uint8Array, at: number, byte: number, cut: boolean): Uint8Array {
  const place = at % Math.max(1, bytes.length);
  const copy = Buffer.from(bytes);
  if (cut) return copy.subarray(0, place);
  copy[place] = byte;
  return copy;
}

/** Each kind of access has a promise of its own. */
function access({ kind }: ProviderContractOptions): void {
  const authorizeUrl = (): string =>
    kind.bind(kind.example).authorizeUrl({ state: 'st', codeChallenge: 'ch', redirectUri: 'https://us.example/back' });
  if (kind.capabilities.access === 'manager')
    test('a manager’s account reads for all: nobody is sent to the provider', async () => {
      expect(await problemOf(authorizeUrl)).toMatchObject({ kind: 'config', code: 'MANAGER_ACCESS' });
      expect(kind.bind(kind.example).manager).not.toBeNull();
    });
  else
    test('athletes are sent to the provider with state and challenge', () => {
      expect(Object.fromEntries(new URL(authorizeUrl()).searchParams)).toMatchObject({
        state: 'st',
        code_challenge: 'ch',
        code_challenge_method: 'S256',
      });
    });
}

export function providerContract(options: ProviderContractOptions): void {
  describe(`provider contract: ${options.name}`, () => {
    access(options);
    listing(options);
    webhooks(options);
    normalizing(options);
  });
}
