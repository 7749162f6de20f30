import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { encodeFitActivity, type FitRecord } from '../../../formats/fit/encode.js';
import { connect, get, riderIds, send } from '../client.fixture.js';
import { startSandbox } from '../server.js';
import { decodeRide } from './decode.js';
import { openLibrary, type Library } from './library.js';

const START = Date.UTC(2026, 4, 1, 8);
const athlete = { maxHrBpm: 190, ftpWatts: 250 };
const ride = (records: readonly FitRecord[]): Buffer =>
  Buffer.from(
    encodeFitActivity({
      createdAt: START,
      device: { name: 'Unit', serial: 7 },
      sport: 'cycling',
      subSport: 'road',
      utcOffsetSeconds: 19_800,
      records,
      pauses: [],
      laps: [{ start_time: START, total_elapsed_time: 4, total_timer_time: 4 }],
      session: { start_time: START, total_elapsed_time: 4, total_timer_time: 4, total_distance: 25, avg_power: 150 },
    }),
  );
const at = (second: number): number => START + second * 1000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rides-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('decoding', () => {
  test('a wrong check sum does not matter', () => {
    const bytes = ride([
      { timestamp: at(0), power: 100 },
      { timestamp: at(1), power: 120 },
    ]);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 0xff;
    expect(decodeRide(bytes, athlete).recording).toEqual({ time: [0, 1], power: [100, 120] });
  });

  test('records of one second are one sample; what is missing is null', () => {
    const { recording } = decodeRide(
      ride([
        { timestamp: at(0), heart_rate: 100 },
        { timestamp: at(0), position_lat: 47.5, position_long: -8.25 },
        { timestamp: at(3), heart_rate: 101 },
      ]),
      athlete,
    );
    expect(recording.time).toEqual([0, 3]);
    expect(recording.heartrate).toEqual([100, 101]);
    expect(recording.latlng).toEqual([[47.5, -8.25], null]);
  });

  test('0 heartbeats are none: all through means no sensor, in between a gap', () => {
    expect(
      decodeRide(
        ride([
          { timestamp: at(0), heart_rate: 0 },
          { timestamp: at(1), heart_rate: 0 },
        ]),
        athlete,
      ).recording.heartrate,
    ).toBeUndefined();
    expect(
      decodeRide(
        ride([
          { timestamp: at(0), heart_rate: 90 },
          { timestamp: at(1), heart_rate: 0 },
        ]),
        athlete,
      ).recording.heartrate,
    ).toEqual([90, null]);
  });

  test('the device’s figures stand, ours fill the holes, the offset is read', () => {
    const { facts, startedAt } = decodeRide(
      ride([
        { timestamp: at(0), power: 100, heart_rate: 110 },
        { timestamp: at(1), power: 100, heart_rate: 120 },
      ]),
      athlete,
    );
    expect(startedAt).toBe(START);
    expect(facts).toMatchObject({
      sport: 'cycling',
      sub_sport: 'road',
      utc_offset_seconds: 19_800,
      totals: { elapsed_seconds: 4, distance_m: 25, avg_power_w: 150, max_power_w: 100, avg_hr_bpm: 115, calories_kcal: null },
    });
  });
});

test('a folder is dealt over the riders, unreadable files are named, and rides are served with their own bytes', async () => {
  const bytes = ride([
    { timestamp: at(0), power: 100 },
    { timestamp: at(1), power: 120 },
  ]);
  await writeFile(join(folder, 'a.fit'), bytes);
  await writeFile(join(folder, 'b.FIT'), bytes);
  await writeFile(join(folder, 'broken.fit'), 'no');
  await writeFile(join(folder, 'notes.txt'), 'x');
  const sandbox = await startSandbox({ port: 0, riders: 2, rides: folder, limits: null });
  expect([sandbox.rides, sandbox.skipped.map(({ file }) => file)]).toEqual([2, ['broken.fit']]);
  const [rider] = await riderIds(sandbox.url);
  const { access_token: token } = await connect(sandbox.url, rider);
  const { data } = z
    .object({ data: z.array(z.object({ id: z.string(), started_at: z.string() })) })
    .parse((await get(`${sandbox.url}/v1/activities`, token)).json);
  expect(data.map(({ started_at: start }) => start)).toEqual(['2026-05-01T08:00:00Z']);
  const id = data[0]?.id ?? '';
  expect((await get(`${sandbox.url}/v1/activities/${id}/streams`, token)).json).toMatchObject({
    count: 2,
    streams: { power: { unit: 'W', data: [100, 120] } },
  });
  const link = (await get(`${sandbox.url}/v1/activities/${id}/file`, token)).headers.get('location') ?? '';
  expect(Buffer.from(await (await fetch(link)).arrayBuffer())).toEqual(bytes);
  const now = z
    .object({ startedAt: z.string() })
    .parse((await send(`${sandbox.url}/sandbox/riders/${rider}/rides`, 'POST', {})).json);
  expect(Date.now() - Date.parse(now.startedAt)).toBeLessThan(60_000);
  await sandbox.close();
});

test('a folder without rides is a clear error', async () => {
  await expect(startSandbox({ port: 0, rides: join(folder, 'missing') })).rejects.toThrow('cannot be read');
});

/** Real recordings, where they are at hand: RIDES_FOLDER names their folder, else the one beside the checkout. Elsewhere the two recordings under test/fixtures are enough (test/e2e). */
const REAL = process.env['RIDES_FOLDER'] ?? '../shared/data/rides';

if (existsSync(REAL))
  describe('real recordings', () => {
    let library: Library;
    beforeAll(() => {
      library = openLibrary(REAL, athlete);
    }, 60_000);

    test('all can be served; each has columns of one length and time that rises', () => {
      const { files, skipped, read } = library;
      expect(skipped).toEqual([]);
      for (const file of files) {
        const { recording } = read(file);
        expect([file, recording.time.every((second, i) => second > (recording.time[i - 1] ?? -1))]).toEqual([file, true]);
        for (const column of Object.values(recording)) expect((column as unknown[]).length).toBe(recording.time.length);
      }
    });

    // Figures of the folder's README: elapsed, timer, distance, heart rate mean-max, power mean-max.
    test.each([
      ['edge1000-road-power.fit', 8356, 8356, 57_567.24, 165, 190, 219, 1022],
      ['edge840-indoor-trainer.fit', 3596, 3532, 30_771.06, 139, 159, 198, 360],
      ['edge800-indoor-no-distance.fit', 2262, 2262, null, 148, 176, 201, 331],
      ['fr245-run-bad-crc.fit', 1577, 1577, 4157.02, 144, 154, null, null],
      ['zwift-virtual-hr-zero.fit', 1807, 1808, 13_400.14, null, null, 123, 691],
    ])('%s has the figures of its device', (file, elapsed, moving, distance, hr, maxHr, power, maxPower) => {
      const { totals } = library.read(file).facts;
      expect([
        totals.elapsed_seconds,
        totals.moving_seconds,
        totals.distance_m,
        totals.avg_hr_bpm,
        totals.max_hr_bpm,
        totals.avg_power_w,
        totals.max_power_w,
      ]).toEqual([elapsed, moving, distance, hr, maxHr, power, maxPower]);
    });
  });
