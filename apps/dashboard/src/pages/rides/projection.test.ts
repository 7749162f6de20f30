import { describe, expect, it } from '@jest/globals';
import { flatten, nearestRow, scaleBar } from './projection.js';

describe('a flat track', () => {
  it('fits into its box, north up, and is as wide as it was', () => {
    // 0.01 degrees each way at 60 degrees north: half as wide as high.
    const flat = flatten([60, 60.01], [10, 10.01], 220, 220, 10);
    const [start, end] = flat?.points ?? [];
    expect(end?.y).toBeCloseTo(10);
    expect(start?.y).toBeCloseTo(210);
    expect((end?.x ?? 0) - (start?.x ?? 0)).toBeCloseTo(100, 0);
  });

  it('goes on over the 180th meridian', () => {
    const flat = flatten([0, 0], [179.99, -179.99], 300, 100, 10);
    expect(flat?.metersPerPixel).toBeLessThan(10);
  });

  it('is none without positions, and a point where nobody moved', () => {
    expect(flatten([null, 50], [8, null], 100, 100, 10)).toBeNull();
    expect(flatten([50, 50], [8, 8], 100, 100, 10)?.points).toEqual([
      { x: 50, y: 50 },
      { x: 50, y: 50 },
    ]);
  });

  it('finds the row that is nearest, if one is near', () => {
    const flat = { metersPerPixel: 1, points: [{ x: 0, y: 0 }, null, { x: 10, y: 0 }] };
    expect(nearestRow(flat, { x: 8, y: 1 }, 20)).toBe(2);
    expect(nearestRow(flat, { x: 80, y: 80 }, 20)).toBeNull();
  });

  it('has a round bar', () => {
    expect(scaleBar(10, 90)).toEqual({ meters: 500, pixels: 50 });
    expect(scaleBar(1, 90).meters).toBe(50);
  });
});
