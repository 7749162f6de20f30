import { expect, it } from '@jest/globals';
import { HEADER, lineOf } from './live-lines.js';

const saved = {
  id: 'r',
  riderId: 'rider',
  deleted: false,
  name: 'Commute',
  startedAt: '2026-05-01T08:00:00Z',
  createdAt: '2026-05-01T10:00:00Z',
  totals: { elapsed_seconds: 90, distance_m: null, avg_power_w: 100, avg_hr_bpm: null },
};
const ride = {
  saved,
  user: 'u',
  ride: 'r',
  rider: 'Maximiliana Featherstonehaugh',
  savedAtMs: Date.now(),
  polled: false,
  webhookMs: 1_234,
  sqlMs: null,
};
const received = {
  receivedAt: '2026-05-01T10:00:00Z',
  user: 'u',
  ride: 'r',
  ordering: '1',
  title: 'Long endurance ride with friends',
  startTime: '2026-05-01T08:00:00Z',
  elapsedSeconds: 36_000,
  activeSeconds: 35_000,
  distanceMeters: 301_234,
  avgPowerWatts: 214.4,
  avgHeartRateBpm: null,
};

it('a row fits a terminal of 100 columns, below its heading', () => {
  const line = lineOf(ride, received);
  expect([line.length, HEADER.length]).toEqual([100, 100]);
  expect(line.slice(10)).toBe('Maximiliana Feat…  Long endurance ri…   301.2  10:00:00   214     –    1234 ms           …');
});

it('a ride that has not arrived is shown as the provider has it', () => {
  expect(lineOf({ ...ride, webhookMs: null }, null).slice(29)).toBe(
    'Commute                  –      1:30   100     –          …           …',
  );
});

it('a ride that a poll has found has no times', () => {
  expect(lineOf({ ...ride, polled: true, webhookMs: 431_000, sqlMs: 432_000 }, null).slice(-21)).toBe('   polled      polled');
});
