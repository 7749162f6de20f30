import { describe, expect, it } from '@jest/globals';
import { freshen } from './freshen.js';

const key = (row: string): string => row;

describe('a list that is freshened', () => {
  const old = {
    pages: [
      { items: ['c', 'b'], next: 'b' },
      { items: ['a'], next: null },
    ],
    pageParams: [undefined, 'b'],
  };

  it('has what is new on top, nothing twice, and goes on where it did', () => {
    const { pages } = freshen(old, { items: ['d', 'c'], next: 'c' }, key);
    expect(pages).toEqual([
      { items: ['d', 'c', 'b'], next: 'b' },
      { items: ['a'], next: null },
    ]);
  });

  it('takes what moved up from below', () => {
    expect(freshen(old, { items: ['a', 'c'], next: 'c' }, key).pages).toEqual([
      { items: ['a', 'c', 'b'], next: 'b' },
      { items: [], next: null },
    ]);
  });

  it('begins anew rather than leave a hole, and when all of it is on one page', () => {
    expect(freshen(old, { items: ['z', 'y'], next: 'y' }, key).pages).toEqual([{ items: ['z', 'y'], next: 'y' }]);
    expect(freshen(old, { items: ['c'], next: null }, key).pages).toEqual([{ items: ['c'], next: null }]);
    expect(freshen(undefined, { items: ['c'], next: 'c' }, key).pages).toHaveLength(1);
  });
});
