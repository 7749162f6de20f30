/** What sessions and laps say of themselves. */
import { NO_TOTALS, type Totals } from '../../recording/recording.js';
import type { Message } from './message.js';

export interface Span {
  /** FIT seconds; NaN = not said. */
  readonly start: number;
  readonly totals: Totals;
}

export interface SessionSpan extends Span {
  readonly sport: number;
  readonly subSport: number;
}

export interface LapSpan extends Span {
  readonly trigger: number;
}

type Name = keyof Totals;
/** Field and scale; of several fields the first one with a value counts. */
type Fields = Readonly<Partial<Record<Name, readonly (readonly [number: number, scale: number])[]>>>;
/** Fields that hold what lies behind the point, in 128ths. */
type Fractions = Readonly<Partial<Record<Name, number>>>;
const FRACTIONS_PER_UNIT = 128;

const SESSION_FIELDS: Fields = {
  elapsedSeconds: [[7, 1000]],
  timerSeconds: [[8, 1000]],
  movingSeconds: [[59, 1000]],
  distanceMeters: [[9, 100]],
  ascentMeters: [[22, 1]],
  descentMeters: [[23, 1]],
  energyKilocalories: [[11, 1]],
  workJoules: [[48, 1]],
  avgSpeedMetersPerSecond: [
    [124, 1000],
    [14, 1000],
  ],
  maxSpeedMetersPerSecond: [
    [125, 1000],
    [15, 1000],
  ],
  avgHeartRateBpm: [[16, 1]],
  maxHeartRateBpm: [[17, 1]],
  minHeartRateBpm: [[64, 1]],
  avgCadenceRpm: [[18, 1]],
  maxCadenceRpm: [[19, 1]],
  avgPowerWatts: [[20, 1]],
  maxPowerWatts: [[21, 1]],
  normalizedPowerWatts: [[34, 1]],
  trainingStressScore: [[35, 10]],
  intensityFactor: [[36, 1000]],
  avgTemperatureCelsius: [[57, 1]],
};

const SESSION_FRACTIONS: Fractions = { avgCadenceRpm: 92, maxCadenceRpm: 93 };

const LAP_FIELDS: Fields = {
  elapsedSeconds: [[7, 1000]],
  timerSeconds: [[8, 1000]],
  movingSeconds: [[52, 1000]],
  distanceMeters: [[9, 100]],
  ascentMeters: [[21, 1]],
  descentMeters: [[22, 1]],
  energyKilocalories: [[11, 1]],
  workJoules: [[41, 1]],
  avgSpeedMetersPerSecond: [
    [110, 1000],
    [13, 1000],
  ],
  maxSpeedMetersPerSecond: [
    [111, 1000],
    [14, 1000],
  ],
  avgHeartRateBpm: [[15, 1]],
  maxHeartRateBpm: [[16, 1]],
  minHeartRateBpm: [[63, 1]],
  avgCadenceRpm: [[17, 1]],
  maxCadenceRpm: [[18, 1]],
  avgPowerWatts: [[19, 1]],
  maxPowerWatts: [[20, 1]],
  normalizedPowerWatts: [[33, 1]],
  avgTemperatureCelsius: [[50, 1]],
};

const LAP_FRACTIONS: Fractions = { avgCadenceRpm: 80, maxCadenceRpm: 81 };

const START_TIME = 2;
const NO_HEART: readonly Name[] = ['avgHeartRateBpm', 'maxHeartRateBpm', 'minHeartRateBpm'];

function totals(message: Message, fields: Fields, fractions: Fractions): Totals {
  const said: Partial<Record<Name, number>> = {};
  for (const [name, candidates] of Object.entries(fields) as [Name, (typeof fields)[Name]][])
    for (const [number, scale] of candidates ?? []) {
      const value = message.number(number) / scale;
      if (Number.isNaN(value) || (value === 0 && NO_HEART.includes(name))) continue;
      said[name] = value;
      break;
    }
  for (const [name, number] of Object.entries(fractions) as [Name, number][]) {
    const fraction = message.number(number) / FRACTIONS_PER_UNIT;
    const whole = said[name];
    if (whole !== undefined && fraction > 0 && fraction < 1) said[name] = whole + fraction;
  }
  return { ...NO_TOTALS, ...said };
}

/** Where no start is said, it is the message's own time, written at the end, less what passed. */
function startOf(message: Message, { elapsedSeconds }: Totals): number {
  const start = message.number(START_TIME);
  return Number.isNaN(start) && elapsedSeconds !== null ? message.seconds - elapsedSeconds : start;
}

export function readSession(message: Message): SessionSpan {
  const said = totals(message, SESSION_FIELDS, SESSION_FRACTIONS);
  return { start: startOf(message, said), totals: said, sport: message.number(5), subSport: message.number(6) };
}

export function readLap(message: Message): LapSpan {
  const said = totals(message, LAP_FIELDS, LAP_FRACTIONS);
  return { start: startOf(message, said), totals: said, trigger: message.number(24) };
}
