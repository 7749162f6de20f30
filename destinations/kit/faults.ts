/**
 * What every kind of destination must survive on the way: cut before and after the target's commit, delayed, refused, half-open. A kind calls
 * `destinationFaults` in its own test file, with a real target behind a proxy that does these things. After each fault the same items are delivered
 * again until they are in, as the platform does; then nothing may be lost, and nothing may be there twice.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Deliverer } from './deliverer.js';
import type { DeliveryItem, DestinationIo, ItemResult } from './destination.js';
import { EgressGuard } from './egress/egress.js';
import type { DestinationKind } from './kind.js';
import { DestinationRegistry } from './registry.js';
import { testItem, testUser } from './testing/items.js';

/** A TCP proxy in front of the target. Faults hold for open connections too, until `heal`. */
export interface FaultProxy {
  readonly host: string;
  readonly port: number;
  refuse(): Promise<void>;
  cutAnswers(): Promise<void>;
  cutRequestsAfter(bytes: number): Promise<void>;
  neverAnswer(): Promise<void>;
  halfOpen(): Promise<void>;
  delay(milliseconds: number): Promise<void>;
  heal(): Promise<void>;
  remove(): Promise<void>;
}

export interface FaultRig {
  readonly proxy: FaultProxy;
  /** Reaches the target through the proxy only. */
  readonly config: Readonly<Record<string, unknown>>;
  /** All bodies that the target holds, as JSON texts, read past the proxy. */
  readBack(): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

export interface FaultOptions {
  readonly name: string;
  readonly kind: DestinationKind;
  readonly make: () => Promise<FaultRig>;
  /** A target that appends may hold a repeat, which receivers drop by its trace id; then this reads the trace ids of what it holds. */
  readonly traceIds?: ((rig: FaultRig) => Promise<readonly string[]>) | undefined;
}

interface HeldBody {
  readonly key: string;
  readonly revision: number;
}

const FAULTS: readonly (readonly [name: string, put: (proxy: FaultProxy) => Promise<void>])[] = [
  ['refused', (proxy) => proxy.refuse()],
  ['cut before the target has it', (proxy) => proxy.cutRequestsAfter(200)],
  ['cut after the target has it', (proxy) => proxy.cutAnswers()],
  ['never answered', (proxy) => proxy.neverAnswer()],
  ['half-open', (proxy) => proxy.halfOpen()],
  ['answered too late', (proxy) => proxy.delay(6_000)],
];
const WRITE_TIMEOUT_MS = 2_500;

export function destinationFaults({ name, kind, make, traceIds }: FaultOptions): void {
  describe(`destination faults: ${name}`, () => {
    const io: DestinationIo = { egress: new EgressGuard(['127.0.0.1']), userAgent: 'freehub-test', ambientCredentials: false };
    const deliverer = new Deliverer(new DestinationRegistry([kind]), io, { writeTimeoutMs: WRITE_TIMEOUT_MS });
    const never = new AbortController().signal;
    let rig: FaultRig;

    beforeAll(async () => {
      rig = await make();
    }, 120_000);
    afterAll(async () => {
      await deliverer.close();
      await io.egress.close();
      await rig.proxy.remove();
      await rig.dispose();
    }, 60_000);

    const deliver = (items: readonly DeliveryItem[]): Promise<readonly ItemResult[]> =>
      deliverer.deliver({ id: 'one', revision: 1, kind: kind.id, config: rig.config }, items, never);
    /** As the platform does: what is not in is tried again. */
    const untilIn = async (items: readonly DeliveryItem[]): Promise<void> => {
      let left = items;
      for (let tries = 0; left.length > 0 && tries < 20; tries += 1) {
        const results = await deliver(left);
        const problems = results.flatMap((result) => (result.ok ? [] : [result.problem.kind]));
        // A fault on the way is never the item's fault, and no reason to stop the destination.
        expect(problems.filter((problem) => problem !== 'transient')).toEqual([]);
        left = left.filter((_item, index) => results[index]?.ok !== true);
      }
      expect(left).toEqual([]);
    };
    const held = async (items: readonly DeliveryItem[]): Promise<HeldBody[]> => {
      const keys = new Set(items.map(({ key }) => key));
      return (await rig.readBack()).map((text) => JSON.parse(text) as HeldBody).filter(({ key }) => keys.has(key));
    };
    const expectOneEach = async (items: readonly DeliveryItem[]): Promise<void> => {
      const found = await held(items);
      const bodies = traceIds ? [...new Map(found.map((body) => [`${body.key} ${body.revision}`, body])).values()] : found;
      expect(bodies.map(({ key, revision }) => `${key} ${revision}`).sort()).toEqual(
        items.map(({ key, revision }) => `${key} ${revision}`).sort(),
      );
      if (!traceIds) return;
      const wanted = new Set(items.map((item) => item.traceId));
      const seen = (await traceIds(rig)).filter((id) => wanted.has(id));
      expect(new Set(seen)).toEqual(wanted);
      // A repeat is told by the same trace id, so a receiver that drops by it has each once.
      expect(seen).toHaveLength(found.length);
    };

    test.each(FAULTS)(
      '%s: nothing lost, nothing twice',
      async (_fault, put) => {
        const before = Array.from({ length: 4 }, () => testItem());
        await untilIn(before);
        await put(rig.proxy);
        const items = Array.from({ length: 12 }, () => testItem({ extra: JSON.stringify('x'.repeat(2_000)) }));
        const results = await deliver(items);
        // Told so, or in: never a wrong answer.
        for (const result of results) if (!result.ok) expect(result.problem.kind).toBe('transient');
        await rig.proxy.heal();
        await untilIn(items);
        await expectOneEach([...before, ...items]);
      },
      90_000,
    );

    test('a newer revision that came through while an older one was cut stays', async () => {
      const user = testUser();
      const at = (revision: number): DeliveryItem => testItem({ key: `cut-${user.userId}`, user, revision });
      await rig.proxy.cutAnswers();
      await deliver([at(1)]);
      await rig.proxy.heal();
      await untilIn([at(2)]);
      await untilIn([at(1)]);
      const revisions = (await held([at(1)])).map(({ revision }) => revision);
      if (traceIds) expect(new Set(revisions)).toEqual(new Set([1, 2]));
      else expect(revisions).toEqual([2]);
    }, 60_000);
  });
}
