import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ConnectionId, asId, isUuid, newId } from './ids.js';

const YEAR_9999 = Date.UTC(9999, 0);

describe('new ids', () => {
  it('are UUIDs version 7 that carry their millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: YEAR_9999 }), (nowMs) => {
        const id = newId(nowMs);
        expect(isUuid(id)).toBe(true);
        expect(id[14]).toBe('7');
        expect('89ab').toContain(id[19]);
        expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(nowMs);
      }),
    );
  });

  it('sort as text by the time they were made', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: YEAR_9999 }), { minLength: 2, maxLength: 20 }), (times) => {
        const inOrder = [...new Set(times)].sort((a, b) => a - b).map((ms) => newId(ms));
        expect([...inOrder].sort()).toEqual(inOrder);
      }),
    );
  });

  it('do not repeat over many refills of the random pool', () => {
    expect(new Set(Array.from({ length: 20_000 }, () => newId(1))).size).toBe(20_000);
  });
});

describe('a branded id', () => {
  it('is a lower-case UUID of any version', () => {
    const id = newId<ConnectionId>();
    expect(asId<ConnectionId>(id)).toBe(id);
    expect(asId('9f1c5b1e-0000-4000-8000-000000000000')).toBe('9f1c5b1e-0000-4000-8000-000000000000');
  });

  it.each([
    '',
    'x',
    '9F1C5B1E-0000-4000-8000-000000000000',
    '9f1c5b1e-0000-4000-8000-000000000000\n',
    '{9f1c5b1e-0000-4000-8000-000000000000}',
  ])('is not %j', (text) => {
    expect(() => asId(text)).toThrow(TypeError);
  });

  it('is not any other text, and the error does not carry all of it', () => {
    expect(() => asId('x'.repeat(10_000))).toThrow(/^not an id: x{60}$/);
  });
});
