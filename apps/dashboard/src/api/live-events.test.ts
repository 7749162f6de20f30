import { describe, expect, it } from '@jest/globals';
import { TELLERS } from './live-events.js';

const ride = {
  connection_id: '01a2096d-bf51-7f7a-8d33-1a75c74e1524',
  reference_id: null,
  type: 'activity',
  key: 'ride-1',
  revision: 2,
  at: '2026-11-23T12:00:00.000Z',
};

describe('an event of the stream', () => {
  it('is told when every field is what it should be, with more or without', () => {
    const told: unknown[] = [];
    const events = { ride: (each: unknown) => void told.push(each) };
    expect(TELLERS.ride({ ...ride, sport: 'of a newer server' }, events)).toBe(true);
    expect(told).toEqual([{ ...ride, sport: 'of a newer server' }]);
    // Nobody listens: it is known all the same.
    expect(TELLERS.ride(ride, {})).toBe(true);
  });

  it.each([
    ['no object', 'ride'],
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['a field less', { ...ride, key: undefined }],
    ['a figure as a text', { ...ride, revision: '2' }],
    ['null where nothing may be missing', { ...ride, at: null }],
  ])('is not told when it is %s', (_, odd) => {
    const told: unknown[] = [];
    expect(TELLERS.ride(odd, { ride: (each) => void told.push(each) })).toBe(false);
    expect(told).toEqual([]);
  });

  it('is looked at to its depths', () => {
    const delivery = { ...ride, delivery_id: ride.connection_id, destination_id: ride.connection_id };
    expect(TELLERS.delivery({ ...delivery, state: 'delivered' }, {})).toBe(true);
    expect(TELLERS.delivery({ ...delivery, state: 'pending' }, {})).toBe(false);
    const overview = {
      at: ride.at,
      connections: { active: 1, paused: 0, reauthorize: 0, revoked: 0 },
      minutes: [{ at: ride.at, rides: 1, delivered: 2, failed: 0 }],
      success_rate: null,
      backlog: { pending: 0, oldest_pending_at: null },
      latency_ms: { p50: 1, p95: 2, p99: 3, deliveries: 4 },
      dead_letters: 0,
      destinations: [],
      backfills: { running: 0, paused: 0 },
      attention: [],
    };
    expect(TELLERS.overview(overview, {})).toBe(true);
    expect(TELLERS.overview({ ...overview, latency_ms: null }, {})).toBe(true);
    expect(TELLERS.overview({ ...overview, minutes: [{ at: ride.at }] }, {})).toBe(false);
    expect(TELLERS.overview({ ...overview, connections: { active: 1 } }, {})).toBe(false);
    expect(TELLERS.overview({ ...overview, attention: [{ kind: 'odd' }] }, {})).toBe(false);
  });
});
