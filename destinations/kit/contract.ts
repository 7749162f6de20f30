/**
 * What every kind of destination must keep, run against a real server. A kind calls `destinationContract` in its own test file.
 * A case that a kind has no way to meet is reported as skipped, with its reason, never as passed.
 */
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Problem } from '../../model/problem.js';
import type { ProblemKind } from '../../model/problem.js';
import { Deliverer } from './deliverer.js';
import type { DeliveryItem, DestinationIo, ItemResult } from './destination.js';
import { EgressGuard } from './egress.js';
import type { DestinationKind } from './kind.js';
import { secretTexts } from './mask.js';
import { DestinationRegistry } from './registry.js';
import { testItem, testUser } from './testing/items.js';

type Config = Readonly<Record<string, unknown>>;

/** A real target for one run of the suite. */
export interface ContractRig {
  readonly config: Config;
  /** The same, but a secret is wrong. */
  readonly wrongSecret: Config;
  /** The same, but nobody listens there. */
  readonly unreachable: Config;
  /** All bodies that the target holds, as JSON texts. */
  readBack(): Promise<readonly string[]>;
  /** Makes an item that the target cannot accept. */
  poison(item: DeliveryItem): DeliveryItem;
  /** The target accepts connections but does not answer writes until the returned function is called. */
  stall(): Promise<() => Promise<void>>;
  /** The target asks to slow down, by `retryAfterMs`, until released. */
  readonly throttle?: () => Promise<{ retryAfterMs: number; release: () => Promise<void> }>;
  dispose(): Promise<void>;
}

export interface ContractOptions {
  /** Shown in the report. */
  readonly name: string;
  readonly kind: DestinationKind;
  readonly readme: URL;
  make(): Promise<ContractRig>;
  /** Cases that cannot be met by this kind of target, each with the reason. */
  readonly skip?: Readonly<Partial<Record<'throttled' | 'delete' | 'tombstone' | 'upsert' | 'bytes', string>>>;
}

interface HeldBody {
  readonly key: string;
  readonly revision: number;
}

const outcomes = (results: readonly ItemResult[]): string[] =>
  results.map((result) => (result.ok ? result.outcome : `${result.problem.kind} ${result.problem.code ?? ''}`));
const kinds = (results: readonly ItemResult[]): (ProblemKind | 'ok')[] =>
  results.map((result) => (result.ok ? 'ok' : result.problem.kind));

export function destinationContract(options: ContractOptions): void {
  const { name, kind, readme, skip = {} } = options;
  describe(`destination contract: ${name}`, () => {
    const io: DestinationIo = { egress: new EgressGuard(['127.0.0.1']), userAgent: 'freehub-test', ambientCredentials: false };
    const deliverer = new Deliverer(new DestinationRegistry([kind]), io, { writeTimeoutMs: 20_000 });
    const shown: string[] = [];
    let rig: ContractRig;
    let revision = 0;

    beforeAll(async () => {
      rig = await options.make();
    }, 60_000);
    afterAll(async () => {
      await deliverer.close();
      await io.egress.close();
      await rig.dispose();
    }, 60_000);

    const never = new AbortController().signal;
    const deliver = async (
      items: readonly DeliveryItem[],
      by: { config?: Config; signal?: AbortSignal } = {},
    ): Promise<readonly ItemResult[]> => {
      const { config = rig.config, signal = never } = by;
      const target = config === rig.config ? { id: 'one', revision: 1 } : { id: 'other', revision: ++revision };
      const results = await deliverer.deliver({ ...target, kind: kind.id, config }, items, signal);
      shown.push(inspect(results, { depth: 12, showHidden: true }));
      expect(results).toHaveLength(items.length);
      return results;
    };
    const check = async (config: Config) => {
      const report = await deliverer.check(kind.id, config, never);
      shown.push(inspect(report));
      return report;
    };
    const held = async (...keys: readonly string[]): Promise<HeldBody[]> => {
      const bodies = (await rig.readBack()).map((text) => JSON.parse(text) as HeldBody);
      return bodies.filter(({ key }) => keys.includes(key)).map(({ key, revision: at }) => ({ key, revision: at }));
    };
    const caseUnless = (reason: string | undefined, title: string, run: () => Promise<void>): void => {
      if (reason === undefined) test(title, run, 60_000);
      // What a kind cannot do, its users must be able to read.
      else
        test(`not asked of it: ${title}; its page says why`, () => {
          expect(readFileSync(readme, 'utf8')).toContain(reason);
        });
    };

    test('opens without I/O and closes twice', async () => {
      const { session } = await kind.open(rig.unreachable, io);
      await session.close();
      await session.close();
    });

    test('check passes on a good config', async () => {
      const report = await check(rig.config);
      expect(report.length).toBeGreaterThan(0);
      expect(report.filter(({ ok }) => !ok)).toEqual([]);
    });

    test('check with a wrong secret fails a named test and says what to do', async () => {
      const failed = (await check(rig.wrongSecret)).filter(({ ok }) => !ok);
      expect(failed).toHaveLength(1);
      expect(failed[0]?.name).not.toBe('');
      expect(failed[0]?.action?.length).toBeGreaterThan(20);
    });

    test('check of an unreachable target fails its first test and says what to do', async () => {
      const [first, ...rest] = await check(rig.unreachable);
      expect(first).toMatchObject({ ok: false });
      expect(first?.action?.length).toBeGreaterThan(20);
      expect(rest).toEqual([]);
    });

    test('writes one item', async () => {
      const item = testItem();
      expect(kinds(await deliver([item]))).toEqual(['ok']);
      expect(await held(item.key)).toEqual([{ key: item.key, revision: 1 }]);
    });

    test('writes nothing when there is nothing', async () => {
      expect(await deliver([])).toEqual([]);
    });

    test('writes more than fits one write', async () => {
      const items = Array.from({ length: kind.capabilities.maxItems + 3 }, () => testItem());
      expect(outcomes(await deliver(items)).filter((outcome) => outcome !== 'delivered')).toEqual([]);
      expect(await held(...items.map(({ key }) => key))).toHaveLength(items.length);
    });

    caseUnless(skip.bytes, 'keeps every character and 64-bit integers', async () => {
      const item = testItem({
        extra: '{"text":"Ünïcödé 🚴 日本 \\" \\\\ \\u0001 \\\\u0000","big":9007199254740993,"low":-9223372036854775808}',
      });
      expect(kinds(await deliver([item]))).toEqual(['ok']);
      const text = (await rig.readBack()).find((body) => body.includes(item.key)) ?? '';
      expect(text).toContain('9007199254740993');
      expect(text).toContain('-9223372036854775808');
      expect((JSON.parse(text) as { extra: { text: string } }).extra.text).toBe('Ünïcödé 🚴 日本 " \\ \u0001 \\u0000');
    });

    test('takes an item with a NUL character', async () => {
      expect(kinds(await deliver([testItem({ extra: '"a\\u0000b"' })]))).toEqual(['ok']);
    });

    test('writes a body of 1 MB', async () => {
      const filler = 'x'.repeat(1 << 20);
      const item = testItem({ extra: JSON.stringify(filler) });
      expect(kinds(await deliver([item]))).toEqual(['ok']);
      const text = (await rig.readBack()).find((body) => body.includes(item.key)) ?? '';
      expect((JSON.parse(text) as { extra: string }).extra).toHaveLength(filler.length);
    });

    test('refuses an item beyond every limit, and writes the others', async () => {
      const large = { ...testItem(), body: Buffer.alloc(kind.capabilities.maxBytes + 1, 0x20) };
      expect(kinds(await deliver([testItem(), large, testItem()]))).toEqual(['ok', 'payload', 'ok']);
    });

    test('writes at the same time from many callers', async () => {
      const user = testUser();
      const batches = Array.from({ length: 8 }, () => Array.from({ length: 40 }, () => testItem({ user })));
      const results = await Promise.all(batches.map((batch) => deliver(batch)));
      expect(results.flat().every(({ ok }) => ok)).toBe(true);
      expect(await held(...batches.flat().map(({ key }) => key))).toHaveLength(320);
    });

    caseUnless(skip.upsert, 'keeps one of an item that comes twice', async () => {
      const item = testItem();
      expect(outcomes(await deliver([item]))).toEqual(['delivered']);
      expect(outcomes(await deliver([item]))).toEqual(['duplicate']);
      expect(outcomes(await deliver([item, item]))).toEqual(['duplicate', 'duplicate']);
      expect(await held(item.key)).toHaveLength(1);
    });

    caseUnless(skip.upsert, 'never goes back to an older revision', async () => {
      const user = testUser();
      const at = (version: number): DeliveryItem => testItem({ key: `ride-${user.userId}`, user, revision: version });
      expect(outcomes(await deliver([at(2)]))).toEqual(['delivered']);
      expect(outcomes(await deliver([at(1)]))).toEqual(['stale']);
      expect(outcomes(await deliver([at(3), at(5), at(4)]))).toEqual(['stale', 'delivered', 'stale']);
      expect(await held(at(1).key)).toEqual([{ key: at(1).key, revision: 5 }]);
      await Promise.all(Array.from({ length: 20 }, (_, index) => deliver([at(6 + ((index * 7) % 20))])));
      expect(await held(at(1).key)).toEqual([{ key: at(1).key, revision: 25 }]);
    });

    caseUnless(skip.delete, 'deletes, unless something newer is there', async () => {
      const user = testUser();
      const at = (version: number, op: DeliveryItem['op'] = 'upsert'): DeliveryItem =>
        testItem({ key: `gone-${user.userId}`, user, revision: version, op });
      await deliver([at(2)]);
      expect(outcomes(await deliver([at(1, 'delete')]))).toEqual(['stale']);
      expect(await held(at(1).key)).toHaveLength(1);
      expect(outcomes(await deliver([at(3, 'delete')]))).toEqual(['delivered']);
      expect(await held(at(1).key)).toEqual([]);
      expect(kinds(await deliver([at(3, 'delete')]))).toEqual(['ok']);
      expect(outcomes(await deliver([at(4)]))).toEqual(['delivered']);
      expect(await held(at(1).key)).toEqual([{ key: at(1).key, revision: 4 }]);
    });

    caseUnless(skip.delete ?? skip.tombstone, 'an older revision does not bring back what was deleted', async () => {
      const user = testUser();
      const at = (version: number, op: DeliveryItem['op'] = 'upsert'): DeliveryItem =>
        testItem({ key: `gone-${user.userId}`, user, revision: version, op });
      await deliver([at(2)]);
      await deliver([at(3, 'delete')]);
      expect(outcomes(await deliver([at(2), at(3, 'delete')]))).toEqual(['stale', 'delivered']);
      expect(outcomes(await deliver([at(1)]))).toEqual(['stale']);
      expect(await held(at(1).key)).toEqual([]);
      expect(outcomes(await deliver([at(4)]))).toEqual(['delivered']);
      expect(await held(at(1).key)).toEqual([{ key: at(1).key, revision: 4 }]);
    });

    caseUnless(skip.delete ?? skip.tombstone, 'a delete that races with older writes wins', async () => {
      const raced: string[] = [];
      for (let round = 0; round < 10; round += 1) {
        const items = Array.from({ length: 200 }, () => testItem({ revision: 1 }));
        const deletes = items.map((item) => ({ ...item, op: 'delete' as const, revision: 2 }));
        await Promise.all([deliver(items), deliver(deletes), deliver(items.toReversed())]);
        raced.push(...items.map(({ key }) => key));
      }
      expect(await held(...raced)).toEqual([]);
    });

    test('one item that cannot be accepted does not block the others', async () => {
      const items = Array.from({ length: 30 }, (_, index) => (index % 11 === 4 ? rig.poison(testItem()) : testItem()));
      const results = await deliver(items);
      results.forEach((result, index) => {
        expect([index, result.ok ? 'ok' : result.problem.kind]).toEqual([index, index % 11 === 4 ? 'payload' : 'ok']);
      });
      expect(await held(...items.map(({ key }) => key))).toHaveLength(27);
    });

    test('an unreachable target is transient', async () => {
      expect(kinds(await deliver([testItem(), testItem()], { config: rig.unreachable }))).toEqual(['transient', 'transient']);
    });

    test('a wrong secret is no fault of the item', async () => {
      expect(['auth', 'config', 'transient']).toContain(kinds(await deliver([testItem()], { config: rig.wrongSecret }))[0]);
    });

    test('a host that is not public and not allowed is config and names the setting', async () => {
      const strict = new Deliverer(new DestinationRegistry([kind]), { ...io, egress: new EgressGuard() });
      const [result] = await strict.deliver({ id: 'one', revision: 1, kind: kind.id, config: rig.config }, [testItem()], never);
      await strict.close();
      const problem = result?.ok === false ? result.problem : undefined;
      expect(problem).toMatchObject({ kind: 'config', code: 'EGRESS_BLOCKED' });
      expect(problem?.message).toContain('FREEHUB_EGRESS_ALLOW');
    });

    caseUnless(skip.throttled, 'a target that asks to slow down is rate_limited, with its delay', async () => {
      const throttled = await rig.throttle?.();
      if (!throttled) throw new Error('the rig has no throttle: give a reason in `skip`');
      const [result] = await deliver([testItem()]);
      await throttled.release();
      expect(result).toMatchObject({ ok: false, problem: { kind: 'rate_limited', retryAfterMs: throttled.retryAfterMs } });
    });

    test('stops at once when told to, and that is no attempt', async () => {
      const release = await rig.stall();
      const stop = new AbortController();
      const startedMs = performance.now();
      const writing = deliver([testItem(), testItem()], { signal: stop.signal });
      setTimeout(() => {
        stop.abort();
      }, 200);
      expect(kinds(await writing)).toEqual(['canceled', 'canceled']);
      expect(performance.now() - startedMs).toBeLessThan(2000);
      await release();
      expect(kinds(await deliver([testItem()], { signal: AbortSignal.abort() }))).toEqual(['canceled']);
      expect(kinds(await deliver([testItem()]))).toEqual(['ok']);
    }, 30_000);

    test('closing waits for the write under way', async () => {
      const { session } = await kind.open(rig.config, io);
      const release = await rig.stall();
      const item = testItem();
      let closed = false;
      const writing = session.write([item], never);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const closing = session.close().then(() => {
        closed = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(closed).toBe(false);
      await release();
      expect(kinds(await writing)).toEqual(['ok']);
      await closing;
      expect(await held(item.key)).toHaveLength(1);
    }, 30_000);

    test('a write after closing is refused as canceled', async () => {
      const { session } = await kind.open(rig.config, io);
      await session.close();
      const failure: unknown = await session.write([testItem()], never).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Problem);
      expect(failure).toMatchObject({ kind: 'canceled' });
    });

    test('an unknown field and a wrong type are refused, each by name', () => {
      expect(() => kind.validate({ ...rig.config, colour: 'red' })).toThrow(/colour: is no field/);
      const [field] = Object.keys(rig.config);
      expect(() => kind.validate({ ...rig.config, [field ?? '']: { not: 'this' } })).toThrow(
        new RegExp(`^${field ?? ''}: must be`),
      );
      for (const { name: required } of kind.fields.filter((one) => one.required)) {
        const rest = Object.fromEntries(Object.entries(rig.config).filter(([key]) => key !== required));
        expect(() => kind.validate(rest)).toThrow(new RegExp(`${required}: `));
      }
    });

    test('its page tells of every field', () => {
      const text = readFileSync(readme, 'utf8');
      expect(kind.fields.map((field) => field.name).filter((field) => !text.includes(`\`${field}\``))).toEqual([]);
    });

    test('the form is stable', () => {
      expect(kind.jsonSchema).toMatchSnapshot();
    });

    test('no secret was in any result, error or report', () => {
      const secrets = [rig.config, rig.wrongSecret, rig.unreachable].flatMap((config) => secretTexts(config, kind.secrets));
      expect(secrets.length).toBeGreaterThan(0);
      expect(shown.length).toBeGreaterThan(20);
      for (const secret of secrets) expect(shown.some((text) => text.includes(secret))).toBe(false);
    });
  });
}
