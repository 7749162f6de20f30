/** What a ride is drawn of, in the order of the charts, in the units in which they are shown. */
import type { Series } from './queries.js';

export interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly digits: number;
  /** For light and dark: a contrast of 3 and more to the page. */
  readonly colors: { readonly light: string; readonly dark: string };
  readonly fromZero: boolean;
  readonly isFilled: boolean;
}
export type Column = readonly (number | null)[];
export interface Recorded {
  readonly metric: Metric;
  readonly values: Column;
}
/** With the line that is drawn: the values, or their mean over some seconds. */
export interface Drawn extends Recorded {
  readonly line: Column;
}

const elevation: Metric = {
  name: 'Elevation',
  unit: 'm',
  digits: 0,
  colors: { light: '#6b7a86', dark: '#9fb0bd' },
  fromZero: false,
  isFilled: true,
};
const power: Metric = {
  name: 'Power',
  unit: 'W',
  digits: 0,
  colors: { light: '#8a4fd0', dark: '#b78bf0' },
  fromZero: true,
  isFilled: true,
};
const heartRate: Metric = {
  name: 'Heart rate',
  unit: 'bpm',
  digits: 0,
  colors: { light: '#d6336c', dark: '#f783ac' },
  fromZero: false,
  isFilled: false,
};
const cadence: Metric = {
  name: 'Cadence',
  unit: 'rpm',
  digits: 0,
  colors: { light: '#b35c00', dark: '#f0a24b' },
  fromZero: true,
  isFilled: false,
};
const speed: Metric = {
  name: 'Speed',
  unit: 'km/h',
  digits: 1,
  colors: { light: '#1971c2', dark: '#6db3f2' },
  fromZero: true,
  isFilled: false,
};
const temperature: Metric = {
  name: 'Temperature',
  unit: '°C',
  digits: 0,
  colors: { light: '#0b7a5c', dark: '#49b493' },
  fromZero: false,
  isFilled: false,
};

const KMH = 3.6;
const kilometersPerHour = (values: Column): Column => values.map((value) => (value === null ? null : value * KMH));

/** Only what was recorded. */
export function recordedOf(series: Series): readonly Recorded[] {
  const all: readonly (readonly [Metric, Column | null])[] = [
    [elevation, series.altitude_meters],
    [power, series.power_watts],
    [heartRate, series.heart_rate_bpm],
    [cadence, series.cadence_rpm],
    [speed, series.speed_meters_per_second && kilometersPerHour(series.speed_meters_per_second)],
    [temperature, series.temperature_celsius],
  ];
  return all.flatMap(([metric, values]) => (values?.some((value) => value !== null) === true ? [{ metric, values }] : []));
}

export const valueText = ({ unit, digits }: Metric, value: number | null | undefined): string =>
  value === null || value === undefined ? `– ${unit}` : `${value.toFixed(digits)} ${unit}`;

export interface Summary {
  readonly least: number;
  readonly most: number;
  readonly average: number;
}

/** Of the rows from..to, both with; null without any value. */
export function summarize(values: Column, from: number, to: number): Summary | null {
  let [sum, rows, least, most] = [0, 0, Infinity, -Infinity];
  for (let row = from; row <= to; row += 1) {
    const value = values[row];
    if (value === null || value === undefined) continue;
    sum += value;
    rows += 1;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return rows === 0 ? null : { least, most, average: sum / rows };
}

/** The mean of the values within half the given seconds before and after each. Where there was none stays none. */
export function smooth(elapsedSeconds: readonly number[], values: Column, seconds: number): Column {
  if (seconds <= 0) return values;
  const half = seconds / 2;
  let [first, next, sum, rows] = [0, 0, 0, 0];
  return values.map((value, row) => {
    const at = elapsedSeconds[row] ?? 0;
    for (; next < values.length && (elapsedSeconds[next] ?? 0) <= at + half; next += 1) {
      const entering = values[next] ?? null;
      if (entering !== null) [sum, rows] = [sum + entering, rows + 1];
    }
    for (; first < next && (elapsedSeconds[first] ?? 0) < at - half; first += 1) {
      const leaving = values[first] ?? null;
      if (leaving !== null) [sum, rows] = [sum - leaving, rows - 1];
    }
    return value === null || rows === 0 ? null : sum / rows;
  });
}
