import { expect, test } from '@jest/globals';
import { testItem, testUser } from '../testing/items.js';
import { kinds, outcomes } from './results.js';
import type { ContractRun } from './run.js';

/** What is written is there, whole. */
export function writesWhole(run: ContractRun): void {
  const { kind, skip, deliver, held, caseUnless } = run;

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
    const text = (await run.rig.readBack()).find((body) => body.includes(item.key)) ?? '';
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
    const text = (await run.rig.readBack()).find((body) => body.includes(item.key)) ?? '';
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
    expect(outcomes(results.flat()).filter((outcome) => outcome !== 'delivered')).toEqual([]);
    expect(await held(...batches.flat().map(({ key }) => key))).toHaveLength(320);
    // A FIFO queue takes the 320 of one user one by one: half a minute on a machine that is busy three times over.
  }, 120_000);
}
