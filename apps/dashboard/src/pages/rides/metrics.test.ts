import { describe, expect, it } from '@jest/globals';
import { smooth, summarize } from './metrics.js';

describe('values of a ride', () => {
  it('are averaged over time, not over rows, and holes stay holes', () => {
    expect(smooth([0, 1, 2, 3, 4], [0, 10, null, 30, 40], 2)).toEqual([5, 5, null, 35, 35]);
    expect(smooth([0, 100, 200], [1, 2, 3], 30)).toEqual([1, 2, 3]);
    expect(smooth([0, 1], [7, 9], 0)).toEqual([7, 9]);
  });

  it('are summed up between two rows', () => {
    expect(summarize([100, 5, null, 15, 900], 1, 3)).toEqual({ least: 5, most: 15, average: 10 });
    expect(summarize([null, null], 0, 1)).toBeNull();
  });
});
