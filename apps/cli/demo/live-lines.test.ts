import { expect, it } from '@jest/globals';
import { HEADER, lineOf, polledLines } from './live-lines.js';
import { resolve } from 'node:path';
import { nextLines } from './next.js';

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

it('a command that is told works where it is pasted: it names the data folder and the api where those are not the usual ones', () => {
  const usual = { dataDir: resolve('.freehub'), publicUrl: 'http://127.0.0.1:8080' };
  expect(polledLines(usual, 300).at(-1)).toBe('To be notified again: npm run freehub -- providers subscribe INSIDERS -e demo');
  const other = { dataDir: '/some where', publicUrl: 'http://127.0.0.1:9090' };
  expect(polledLines(other, 300).at(-1)).toBe(
    `To be notified again: FREEHUB_DATA_DIR='/some where' npm run freehub -- providers subscribe INSIDERS -e demo --url http://127.0.0.1:9090`,
  );
  expect(nextLines(other)[1]).toMatch(
    /^ {2}FREEHUB_DATA_DIR='\/some where' npm run freehub -- deliveries list .* --url http\S+ +# /,
  );
});
