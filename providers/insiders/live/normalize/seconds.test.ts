import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ROW_KEYS, secondsOf } from './seconds.js';

const START = Date.UTC(2026, 9, 1, 6, 0, 0, 300);
const SESSION = { startMs: START, endMs: START + 10_000 };
type Row = Readonly<Record<string, number>>;

const rowOf = (row: Row): Float64Array => Float64Array.from(ROW_KEYS, (key) => row[key] ?? NaN);
function done(rows: readonly Row[], endIsOthers = false) {
  const seconds = secondsOf(SESSION, endIsOthers);
  for (const row of rows) seconds.add(rowOf(row));
  return seconds.done();
}
const at = (ms: number, more: Row = {}): Row => ({ 'gnss.timestamp': START + ms, 'ecg.hr': 100 + ms / 100, ...more });
const tenHertz = Array.from({ length: 100 }, (_, i) => at(i * 100));

describe('ten rows a second to one', () => {
  test('the first value of each second of UTC stands for it', () => {
    const { samples, findings } = done(tenHertz);
    // The session begins 0.3 s after a full second.
    expect([...samples.micros].slice(0, 3)).toEqual([0, 700_000, 1_700_000]);
    expect([...(samples.channels.heartRateBpm ?? [])].slice(0, 3)).toEqual([100, 107, 117]);
    expect(samples.micros).toHaveLength(11);
    expect(findings).toEqual([]);
  });

  test('order and repetition of rows change nothing', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...tenHertz, ...tenHertz.slice(20, 60)], { minLength: 140 }), (rows) => {
        expect(done(rows)).toEqual(done(tenHertz));
      }),
    );
  });

  test('a sensor that speaks once a second is heard, whichever row it is in', () => {
    const rows = [at(0, { 'ecg.hr': NaN }), at(100, { 'ecg.hr': NaN }), at(200, { 'ecg.hr': 141 }), at(300, { 'ecg.hr': 150 })];
    const { samples } = done(rows);
    expect([samples.micros[0], samples.channels.heartRateBpm?.[0]]).toEqual([0, 141]);
  });

  test('rows of before, of after and of no time are left out and counted; the end is another’s where the device was handed on', () => {
    const rows = [at(-1), at(0), at(10_000), at(10_001), { 'ecg.hr': 99 }];
    const { samples, findings } = done(rows);
    expect(samples.micros).toHaveLength(2);
    expect(findings.map(({ code, message }) => [code, message[0]])).toEqual([
      ['LIVE_ROWS_WITHOUT_TIME', '1'],
      ['LIVE_ROWS_OUTSIDE', '2'],
    ]);
    expect(done(rows, true).samples.micros).toHaveLength(1);
  });

  test('a row without satellites has the time of another sensor', () => {
    expect(done([{ 'ecg.timestamp': START, 'ecg.hr': 120 }]).samples.channels.heartRateBpm?.[0]).toBe(120);
  });

  test('no heart, no place and what cannot be are no values; zero watts and zero revolutions are', () => {
    const { samples, findings } = done([
      at(0, { 'ecg.hr': 0, 'gnss.latitude': 0, 'gnss.longitude': 0, 'pwr.pwr_cadence': 0, 'pwr.pwr_instantpower': 0 }),
      at(1_000, { 'ecg.hr': 255, 'gnss.latitude': 91, 'gnss.longitude': 8, 'gnss.speed': -1 }),
    ]);
    expect(samples.channels).toEqual({ cadenceRpm: Float64Array.of(0), powerWatts: Float64Array.of(0) });
    expect(findings).toEqual([
      { code: 'LIVE_VALUES_REFUSED', message: '2 values are none that can be measured and are left out' },
    ]);
  });

  test('a latitude and a longitude are of one row', () => {
    const { samples } = done([at(0, { 'gnss.latitude': 47 }), at(100, { 'gnss.latitude': 46, 'gnss.longitude': 8 })]);
    expect([samples.channels.latitudeDegrees?.[0], samples.channels.longitudeDegrees?.[0]]).toEqual([46, 8]);
  });
});
