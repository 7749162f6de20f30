import { describe, expect, it } from '@jest/globals';
import { isZoneFound, zoneNames } from './zone-names.js';

const found = (search: string): readonly string[] => zoneNames('Europe/Berlin').filter((zone) => isZoneFound(zone, search));

describe('time zones', () => {
  it.each([
    ['Kolkata', 'Asia/Kolkata'],
    ['new york', 'America/New_York'],
    ['New_York', 'America/New_York'],
    ['kyiv', 'Europe/Kyiv'],
    ['buenos aires', 'America/Argentina/Buenos_Aires'],
    ['ho chi', 'Asia/Ho_Chi_Minh'],
    ['utc', 'UTC'],
  ])('"%s" finds %s', (search, zone) => {
    expect(found(search)).toContain(zone);
  });

  it('are each listed once, UTC first, with the browser’s own', () => {
    const names = zoneNames('Asia/Kolkata');
    expect(names[0]).toBe('UTC');
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('Asia/Kolkata');
    expect(found('nowhere at all')).toEqual([]);
  });
});
