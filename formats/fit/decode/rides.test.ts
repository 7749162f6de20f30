/** Real recordings, where they are at hand: RIDES_FOLDER names their folder, else the one beside the checkout. Their traps, made by hand, are in decode.test.ts. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Channel, type Recording, type Totals } from '../../recording/recording.js';
import { encodeFit } from '../encode-recording.js';
import { decodeFit } from './decode.js';

const FIXTURES = 'test/fixtures/rides';
const REAL = process.env['RIDES_FOLDER'] ?? '../shared/data/rides';
const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.fit'))
        .map((name) => join(folder, name))
    : [];

const ride = (path: string): Recording => decodeFit(readFileSync(path))[0] as Recording;
const values = ({ samples }: Recording, channel: Channel): number[] =>
  [...(samples.channels[channel] ?? [])].filter((value) => !Number.isNaN(value));
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
const heartbeats = ({ findings }: Recording): number =>
  Number(/^\d+/.exec(findings.find(({ code }) => code === 'HEART_RATE_SEPARATE')?.message ?? '')?.[0] ?? 0);

test.each([...filesIn(FIXTURES), ...filesIn(REAL)])('%s comes back from our own FIT with all that it has', (path) => {
  const read = ride(path);
  const back = decodeFit(encodeFit(read))[0] as Recording;
  expect(back.samples.micros).toHaveLength(read.samples.micros.length);
  for (const channel of Object.keys(read.samples.channels) as Channel[])
    expect([channel, values(back, channel)]).toEqual([channel, values(read, channel)]);
  const { startMicros, laps, legs, pauses, ...rest } = read;
  expect(back).toMatchObject({
    startMicros: Math.floor(startMicros / 1e6) * 1e6,
    utcOffsetSeconds: rest.utcOffsetSeconds,
    type: rest.type,
    virtual: rest.virtual,
    device: rest.device,
    laps,
    legs,
    pauses,
  });
});

/** Rows of the table "Decoded totals" of the folder's README, which independent decoders made. */
function decodedTotals(): string[][] {
  const readme = join(REAL, 'README.md');
  if (!existsSync(readme)) return [];
  return (readFileSync(readme, 'utf8').split('## Decoded totals')[1] ?? '')
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^\||\|$/g, '')
        .split('|')
        .map((cell) => cell.trim()),
    )
    .filter(([name, ...cells]) => name?.endsWith('.fit') && cells.length === 11);
}

const NONE = '–';
const shown = (numbers: readonly number[]): string =>
  numbers.length === 0 ? NONE : `${mean(numbers).toFixed(1)}/${Math.max(...numbers)}`;
const rows = decodedTotals();

if (rows.length > 0)
  describe('real recordings have the totals that independent decoders read', () => {
    test.each(rows)('%s', (name, records, first, span, distance, heart, power, cadence, laps, sessions) => {
      const read = ride(join(REAL, name));
      expect(read.samples.micros.length - heartbeats(read)).toBe(Number(records));
      // Zwift's and an Edge 500's sessions begin one second before their first record, which is what the table has.
      const at = read.startMicros + (read.samples.micros[0] ?? NaN);
      expect(new Date(at / 1000).toISOString().slice(0, 19).replace('T', ' ')).toBe(first);
      const seconds = ((read.samples.micros.at(-1) ?? NaN) - (read.samples.micros[0] ?? NaN)) / 1e6;
      const clock = span.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
      // The last sample of the swim is a heartbeat.
      if (heartbeats(read) === 0) expect(seconds).toBe(clock);
      const last = values(read, 'distanceMeters').at(-1);
      expect(last === undefined ? NONE : last.toFixed(1)).toBe(distance);
      if (heart === '0.0/0') expect(values(read, 'heartRateBpm')).toEqual([]);
      // Independent decoders count Zwift's 19 zeros as heartbeats, and leave separate ones out.
      else if (name !== 'zwift-virtual-climb.fit' && heartbeats(read) === 0)
        expect(shown(values(read, 'heartRateBpm'))).toBe(heart);
      expect(shown(values(read, 'powerWatts'))).toBe(power);
      // Theirs is without the field that holds fractions of a turn.
      expect(shown(values(read, 'cadenceRpm').map(Math.floor))).toBe(cadence);
      expect(read.laps).toHaveLength(Number(laps));
      expect(read.legs.map(({ totals }) => claims(totals))).toEqual(
        sessions.split('<br>').map((line) =>
          line
            .replace(/^[^:]*: /, '')
            .split(' / ')
            .map(known),
        ),
      );
    });

    test('separate heartbeats make the means that the device claims', () => {
      const swim = ride(join(REAL, 'fr735-pool-swim.fit'));
      expect([Math.max(...values(swim, 'heartRateBpm')), swim.totals.maxHeartRateBpm]).toEqual([161, 161]);
      expect(Math.abs(mean(values(swim, 'heartRateBpm')) - 142)).toBeLessThan(4);
    });
  });

/** As the table has a session: elapsed / timer / distance m / avg-max HR / avg-max power / ascent m / kcal / NP W. */
const claims = (totals: Totals): string[] =>
  [
    totals.elapsedSeconds,
    totals.timerSeconds,
    totals.distanceMeters,
    `${totals.avgHeartRateBpm ?? NONE}-${totals.maxHeartRateBpm ?? NONE}`,
    `${totals.avgPowerWatts ?? NONE}-${totals.maxPowerWatts ?? NONE}`,
    totals.ascentMeters,
    totals.energyKilocalories,
    totals.normalizedPowerWatts,
  ].map((value) => known(String(value ?? NONE)));

/** 0 of what was not measured is none on our side: the table keeps it. */
const known = (cell: string): string =>
  ({ '0-0': `${NONE}-${NONE}`, '0.0': '0', 0: '0', [NONE]: '0' })[cell] ?? cell.replace(/\.0$/, '');
