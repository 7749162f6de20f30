import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { identified, isOf } from './identity.js';
import { LONGEST_SESSION_MS, sessionsOf, union, within, type Block, type Session } from './sessions.js';

const MINUTE = 60_000;
const GAP = 5 * MINUTE;
const T0 = Date.UTC(2026, 9, 1, 6);
const at = (startMinute: number, endMinute: number): Block => ({
  startMs: T0 + startMinute * MINUTE,
  endMs: T0 + endMinute * MINUTE,
});
const blocks = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 0, max: 90 }))
    .map(([start, length]) => at(start, start + length)),
  { maxLength: 40 },
);
const heldAs = (items: readonly { id: string; session: Session }[]) =>
  items.map(({ id, session: { startMs, endMs } }) => ({ id, range: { startMs, endMs } }));
const shuffled = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });

describe('sessions', () => {
  test('blocks with a short gap are one, a long gap parts them', () => {
    const found = sessionsOf([at(0, 30), at(35, 60), at(65.1, 90)], GAP);
    expect(found).toMatchObject([
      { ...at(0, 60), recordedMs: 55 * MINUTE },
      { ...at(65.1, 90), recordedMs: 24.9 * MINUTE },
    ]);
    expect(found[0]?.blocks).toHaveLength(2);
  });

  test('order, overlap and repetition change nothing', () => {
    fc.assert(
      fc.property(
        blocks.chain((all) => fc.tuple(fc.constant(all), shuffled([...all, ...all.slice(0, 7)]))),
        ([all, other]) => {
          expect(sessionsOf(other, GAP)).toEqual(sessionsOf(all, GAP));
        },
      ),
    );
  });

  test('a block told in parts is the same block', () => {
    fc.assert(
      fc.property(blocks, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (all, share) => {
        const parts = all.flatMap(({ startMs, endMs }) => {
          const cut = Math.round(startMs + (endMs - startMs) * share);
          return [
            { startMs, endMs: cut },
            { startMs: cut, endMs },
          ];
        });
        expect(sessionsOf(parts, GAP)).toEqual(sessionsOf(all, GAP));
      }),
    );
  });

  test('all of the recorded time is in exactly one session, none longer than a day, with more than the gap or a cut between them', () => {
    fc.assert(
      fc.property(blocks, (all) => {
        const found = sessionsOf(all, GAP);
        expect(union(found.flatMap((session) => session.blocks))).toEqual(union(all));
        const recorded = union(all).reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
        expect(found.reduce((sum, { recordedMs }) => sum + recordedMs, 0)).toBe(recorded);
        found.forEach(({ startMs, endMs }, i) => {
          expect(endMs - startMs).toBeLessThanOrEqual(LONGEST_SESSION_MS);
          const before = found[i - 1];
          if (before && before.endMs - before.startMs < LONGEST_SESSION_MS - GAP)
            expect(startMs - before.endMs).toBeGreaterThan(GAP);
        });
      }),
    );
  });

  test('a recorder that never stops gives a piece for each day, and growth leaves the first as they are', () => {
    const found = sessionsOf([at(0, 60 * 50)], GAP);
    expect(found.map(({ recordedMs }) => recordedMs / 3_600_000)).toEqual([24, 24, 2]);
    expect(sessionsOf([at(0, 60 * 60)], GAP).slice(0, 2)).toEqual(found.slice(0, 2));
  });

  test('what is outside of a range is cut off', () => {
    expect(within([at(0, 30), at(40, 50), at(60, 70)], at(10, 45))).toEqual([at(10, 30), at(40, 45)]);
  });
});

describe('identity', () => {
  const first = (all: readonly Block[], held: Parameters<typeof identified>[2] = [], device = 'd1') =>
    identified(device, sessionsOf(all, GAP), held);

  test('the same blocks give the same ids, on another device others', () => {
    fc.assert(
      fc.property(blocks, (all) => {
        const { items, obsolete } = first(all);
        expect(first(all, heldAs(items))).toEqual({ items, obsolete: [] });
        expect(obsolete).toEqual([]);
        expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
        for (const { id } of items) {
          expect(id).toMatch(/^[0-9a-f]{32}$/);
          expect([isOf(id, 'd1'), isOf(id, 'd2')]).toEqual([true, false]);
        }
        expect(first(all, heldAs(items), 'd2').obsolete).toEqual([]);
      }),
    );
  });

  test('growth at the end, late blocks in the middle or at the front keep the id; the revision grows', () => {
    const early = first([at(60, 90)]);
    const held = heldAs(early.items);
    for (const more of [[at(92, 120)], [at(30, 58)], [at(10, 57), at(91, 92)]]) {
      const later = first([at(60, 90), ...more], held);
      expect(later.items.map(({ id }) => id)).toEqual(early.items.map(({ id }) => id));
      expect(later.obsolete).toEqual([]);
      expect(later.items[0]?.session.recordedMs).toBeGreaterThan(early.items[0]?.session.recordedMs ?? 0);
    }
  });

  test('blocks that come one after the other, in any order, end in the same sessions; each record that is left stands for one of them', () => {
    fc.assert(
      fc.property(
        blocks.map((all) => all.filter(({ startMs }) => startMs < T0 + LONGEST_SESSION_MS / 4)).chain(shuffled),
        (all) => {
          let held: { id: string; range: Block }[] = [];
          let known: Block[] = [];
          for (const block of all) {
            known = [...known, block];
            const { items, obsolete } = first(known, held);
            expect(items.filter(({ id }) => obsolete.includes(id))).toEqual([]);
            for (const { id } of held) expect(items.some((item) => item.id === id) || obsolete.includes(id)).toBe(true);
            held = heldAs(items);
          }
          expect(held.map(({ range }) => range)).toEqual(sessionsOf(all, GAP).map(({ startMs, endMs }) => ({ startMs, endMs })));
        },
      ),
    );
  });

  test('two sessions that a late block joins are one, with the id of the earlier; the other is obsolete', () => {
    const { items } = first([at(0, 30), at(40, 70)]);
    const joined = first([at(0, 30), at(30, 40), at(40, 70)], heldAs(items));
    expect(joined.items.map(({ id }) => id)).toEqual([items[0]?.id]);
    expect(joined.obsolete).toEqual([items[1]?.id]);
  });

  test('what is cut gets another id, and its old one is obsolete: its revision would be older than the one that was told', () => {
    const { items } = first([at(0, 60)]);
    const cut = first([at(0, 40)], heldAs(items));
    expect(cut.obsolete).toEqual([items[0]?.id]);
    expect(cut.items[0]?.id).not.toBe(items[0]?.id);
    expect(first([at(0, 60)], heldAs(cut.items)).items.map(({ id }) => id)).toEqual(cut.items.map(({ id }) => id));
  });
});
