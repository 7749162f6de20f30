import { describe, expect, it } from '@jest/globals';
import { instantOf, wallOf } from './zoned.js';

describe('clocks of time zones', () => {
  it.each([
    ['2026-07-01 14:30:00', 'Europe/Berlin', '2026-07-01T12:30:00.000Z'],
    ['2026-12-01 14:30:00', 'Europe/Berlin', '2026-12-01T13:30:00.000Z'],
    ['2026-07-01 23:30:00', 'Asia/Kathmandu', '2026-07-01T17:45:00.000Z'],
    ['2026-03-08 01:30:00', 'America/New_York', '2026-03-08T06:30:00.000Z'],
    ['2026-03-08 03:30:00', 'America/New_York', '2026-03-08T07:30:00.000Z'],
  ])('%s in %s is %s, and back', (wall, zone, instant) => {
    expect(instantOf(wall, zone)).toBe(instant);
    expect(wallOf(instant, zone)).toBe(wall);
  });

  it('take a day as its first moment, and nothing that is no time', () => {
    expect(instantOf('2026-07-01', 'Europe/Berlin')).toBe('2026-06-30T22:00:00.000Z');
    expect(instantOf('soon', 'UTC')).toBeNull();
  });
});
