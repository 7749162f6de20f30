import { describe, expect, it } from '@jest/globals';
import { editDistance, nearest } from './nearest.js';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['abc', 'abc', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['PROT', 'PORT', 1],
  ])('%s → %s is %i', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });
});

describe('nearest', () => {
  it('takes the closest word', () => {
    expect(nearest('apple', ['pear', 'maple', 'apples'])).toBe('apples');
  });

  it('has none in an empty list', () => {
    expect(nearest('apple', [])).toBeUndefined();
  });
});
