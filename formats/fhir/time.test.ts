import { expect, it, test } from '@jest/globals';
import { plainText } from './text.js';
import { dateTime, effective } from './time.js';

const NOON = Date.UTC(2025, 2, 30, 12) * 1000;

it.each([
  [NOON, 0, '2025-03-30T12:00:00+00:00'],
  [NOON, null, '2025-03-30T12:00:00Z'],
  [NOON + 1_999, 7200, '2025-03-30T14:00:00.001+02:00'],
  [NOON, -12_600, '2025-03-30T08:30:00-03:30'],
  [NOON, 50_400, '2025-03-31T02:00:00+14:00'],
  [NOON, 90_000, '2025-03-30T12:00:00Z'],
  [-1_500_000, 3600, '1970-01-01T00:59:58.500+01:00'],
])('%d with offset %d is %s', (micros, offset, text) => {
  expect(dateTime(micros, offset)).toBe(text);
});

it.each([NaN, Infinity, -1e20, 253_402_300_800_000_000])('%d is no time that FHIR can write', (micros) => {
  expect(() => dateTime(micros, 0)).toThrow(expect.objectContaining({ kind: 'payload', code: 'FHIR_TIME' }));
});

test('a period has an end, or is none', () => {
  expect(effective(NOON, NOON, null)).toEqual({
    effectivePeriod: { start: '2025-03-30T12:00:00Z', end: '2025-03-30T12:00:00Z' },
  });
  expect(effective(NOON, NOON - 1, null)).toEqual({ effectiveDateTime: '2025-03-30T12:00:00Z' });
  expect(effective(NOON, null, null)).toEqual({ effectiveDateTime: '2025-03-30T12:00:00Z' });
});

test('names lose what FHIR does not take', () => {
  expect([plainText(' Föhr\u0000\u0007 🚴 '), plainText('\ud83d'), plainText('\u0001 '), plainText(null)]).toEqual([
    'Föhr 🚴',
    '\ufffd',
    null,
    null,
  ]);
});
