import { expect, it } from '@jest/globals';
import { spanOf } from './words.js';

it('tells a span of time in its natural unit', () => {
  const spans = [800, 45_000, 89_000, 90_000, 720_000, 5_400_000, 46_800_000, 172_800_000];
  expect(spans.map(spanOf)).toEqual(['1 s', '45 s', '89 s', '2 min', '12 min', '2 h', '13 h', '2 d']);
});
