/** The totals that become Observations: name, codes, unit. One table, so that a code never meets another unit than its own. */
import type { Totals } from '../recording/recording.js';
import type { FhirCoding, FhirQuantity } from './resources.js';
import type { SportCodes } from './sports.js';
import { loinc, own, pghd, SYSTEMS } from './systems.js';

/** UCUM. */
export type Unit = 'min' | '/min' | 'kcal' | 'kJ' | 'm' | 'm/s' | 'W' | 'Cel';

export interface Measure {
  /** Ends the id of its Observation: never rename one. */
  readonly slug: string;
  readonly text: string;
  readonly unit: Unit;
  readonly codes: (sport: SportCodes) => readonly FhirCoding[];
  /** In `unit`; null = not known. */
  readonly value: (totals: Totals) => number | null;
  /** R4's heart rate profile, which a code of it brings without being asked, wants this category. */
  readonly vitalSign?: true;
}

const SECONDS_PER_MINUTE = 60;
const scaled = (value: number | null, factor: number): number | null => (value === null ? null : value * factor);

// prettier-ignore
export const MEASURES: readonly Measure[] = [
  { slug: 'duration', text: 'Duration of exercise', unit: 'min', codes: () => [loinc('55411-3')], value: (totals) => scaled(totals.timerSeconds ?? totals.elapsedSeconds, 1 / SECONDS_PER_MINUTE) },
  // 55425-3 implies the heart rate profile, which wants 8867-4 beside it.
  { slug: 'heart-rate-mean', text: 'Mean heart rate', unit: '/min', codes: () => [loinc('55425-3'), loinc('8867-4')], value: (totals) => totals.avgHeartRateBpm, vitalSign: true },
  { slug: 'heart-rate-max', text: 'Peak heart rate', unit: '/min', codes: () => [loinc('55426-1')], value: (totals) => totals.maxHeartRateBpm },
  { slug: 'heart-rate-min', text: 'Lowest heart rate', unit: '/min', codes: () => [own('heart-rate-min')], value: (totals) => totals.minHeartRateBpm },
  { slug: 'energy', text: 'Calories burned', unit: 'kcal', codes: () => [loinc('55424-6'), loinc('41981-2')], value: (totals) => totals.energyKilocalories },
  { slug: 'distance', text: 'Distance', unit: 'm', codes: (sport) => sport.distance, value: (totals) => totals.distanceMeters },
  { slug: 'speed-mean', text: 'Mean speed', unit: 'm/s', codes: (sport) => [sport.speed, own('speed-mean')], value: (totals) => totals.avgSpeedMetersPerSecond },
  { slug: 'speed-max', text: 'Highest speed', unit: 'm/s', codes: () => [own('speed-max')], value: (totals) => totals.maxSpeedMetersPerSecond },
  { slug: 'power-mean', text: 'Mean power', unit: 'W', codes: (sport) => [sport.power, own('power-mean')], value: (totals) => totals.avgPowerWatts },
  { slug: 'power-max', text: 'Highest power', unit: 'W', codes: () => [own('power-max')], value: (totals) => totals.maxPowerWatts },
  { slug: 'power-normalized', text: 'Normalized power', unit: 'W', codes: () => [own('power-normalized')], value: (totals) => totals.normalizedPowerWatts },
  { slug: 'work', text: 'Mechanical work', unit: 'kJ', codes: () => [own('work')], value: (totals) => scaled(totals.workJoules, 0.001) },
  { slug: 'cadence-mean', text: 'Mean cadence', unit: '/min', codes: (sport) => [sport.cadence, own('cadence-mean')], value: (totals) => totals.avgCadenceRpm },
  { slug: 'cadence-max', text: 'Highest cadence', unit: '/min', codes: () => [own('cadence-max')], value: (totals) => totals.maxCadenceRpm },
  { slug: 'elevation-gained', text: 'Elevation gained', unit: 'm', codes: () => [pghd('elevationGained')], value: (totals) => totals.ascentMeters },
  { slug: 'elevation-lost', text: 'Elevation lost', unit: 'm', codes: () => [own('elevation-lost')], value: (totals) => totals.descentMeters },
  { slug: 'temperature-mean', text: 'Mean ambient temperature', unit: 'Cel', codes: () => [own('ambient-temperature')], value: (totals) => totals.avgTemperatureCelsius },
];

/** Finer than any sensor; a double as it stands would read 83.10000000000001. */
const DECIMALS = 10_000;

export const quantity = (value: number, unit: Unit): FhirQuantity => ({
  value: Math.round(value * DECIMALS) / DECIMALS,
  unit,
  system: SYSTEMS.ucum,
  code: unit,
});

export interface Measured {
  readonly measure: Measure;
  readonly codes: readonly FhirCoding[];
  readonly quantity: FhirQuantity;
}

/** What is known of `totals`. */
export function measured(totals: Totals, sport: SportCodes): readonly Measured[] {
  return MEASURES.flatMap((measure) => {
    const value = measure.value(totals);
    return value === null || !Number.isFinite(value)
      ? []
      : [{ measure, codes: measure.codes(sport), quantity: quantity(value, measure.unit) }];
  });
}
