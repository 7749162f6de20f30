import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { testItem } from '../testing/items.js';
import { kinds } from './results.js';
import type { ContractRun } from './run.js';

const TIME = /^\d{4}-\d\d-\d\dT/;

/** Numbers as they are written, for doubles would hide a rounded one, and times as what they say, for databases write them in their own way. */
const exact = (text: string): unknown =>
  JSON.parse(text, (_name, value: unknown, context?: { readonly source?: string }) => {
    if (typeof value === 'number') return context?.source ?? value;
    return typeof value === 'string' && TIME.test(value) ? new Date(value).toISOString() : value;
  });

/** What a config would write is what it writes. */
export function previewsWhatItWrites(run: ContractRun): void {
  const { kind, deliver } = run;

  test('a preview is what a write leaves, in its place', async () => {
    const item = testItem({ extra: '{"text":"Ünïcödé 🚴","big":9007199254740993,"half":0.5,"list":[1,null,true]}' });
    const parts = await kind.preview(run.rig.config, item);
    run.show(inspect(parts, { depth: 5, maxStringLength: null }));
    expect(kinds(await deliver([item]))).toEqual(['ok']);
    const left = await run.rig.left(item);
    expect(left.length).toBeGreaterThan(0);
    expect(parts.map(({ place }) => place).sort()).toEqual(left.map(({ place }) => place).sort());
    for (const { place, text, headers } of left) {
      const part = parts.find((one) => one.place === place);
      expect(exact(part?.text ?? 'null')).toEqual(exact(text));
      expect(part?.bytes).toBe(Buffer.byteLength(part?.text ?? ''));
      // Beside a signature, which is made when it is sent.
      if (headers)
        expect(Object.fromEntries((part?.headers ?? []).map(({ name, value }) => [name, value]))).toMatchObject(headers);
    }
  });

  test('a preview is cut where it is long, and needs no target', async () => {
    const item = testItem({ extra: JSON.stringify('é'.repeat(60_000)) });
    const parts = await kind.preview(run.rig.unreachable, item);
    const texts = parts.map(({ text }) => text ?? '');
    expect(Math.max(...texts.map((text) => Buffer.byteLength(text)))).toBeLessThanOrEqual(20 * 1024);
    expect(texts.join('')).not.toContain('\ufffd');
  });
}
