import { expect, test } from '@jest/globals';
import { retryAfterMs } from './retry-after.js';

test('reads Retry-After as seconds and as a date, and nothing else', () => {
  const now = Date.parse('2026-11-01T00:00:00Z');
  expect(retryAfterMs('120', now)).toBe(120_000);
  expect(retryAfterMs('Sun, 01 Nov 2026 00:01:00 GMT', now)).toBe(60_000);
  expect(retryAfterMs('Sat, 31 Oct 2026 00:01:00 GMT', now)).toBe(0);
  expect(retryAfterMs('999999999', now)).toBe(8 * 3_600_000);
  for (const junk of [undefined, '', '-5', 'soon', '1.5']) expect(retryAfterMs(junk, now)).toBeUndefined();
});
