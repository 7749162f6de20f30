/** The samples: one Observation for each unbroken part, a component with SampledData for each channel. Positions are left out. */
import type { Channel, Recording } from '../recording/recording.js';
import { gridsOf, MICROS_PER_SECOND, onGrid } from './grid.js';
import { quantity, type Unit } from './measures.js';
import type { FhirCoding, FhirComponent } from './resources.js';
import { sampledText } from './sampled-data.js';
import { type SportCodes, sportCodesOf } from './sports.js';
import { loinc, own } from './systems.js';

interface SeriesChannel {
  readonly channel: Channel;
  readonly text: string;
  readonly unit: Unit;
  readonly code: (sport: SportCodes) => FhirCoding;
}

/**
 * 8867-4 stands in a component, never as the code of the Observation: there it would bring R4's heart rate profile, which allows no SampledData.
 * Nor does the distance since the start get the code of a distance covered.
 */
const CHANNELS: readonly SeriesChannel[] = [
  { channel: 'heartRateBpm', text: 'Heart rate', unit: '/min', code: () => loinc('8867-4') },
  { channel: 'powerWatts', text: 'Power', unit: 'W', code: (sport) => sport.power },
  { channel: 'cadenceRpm', text: 'Cadence', unit: '/min', code: (sport) => sport.cadence },
  { channel: 'speedMetersPerSecond', text: 'Speed', unit: 'm/s', code: (sport) => sport.speed },
  { channel: 'distanceMeters', text: 'Distance since the start', unit: 'm', code: () => own('distance-since-start') },
  { channel: 'altitudeMeters', text: 'Altitude', unit: 'm', code: () => own('altitude') },
  { channel: 'temperatureCelsius', text: 'Ambient temperature', unit: 'Cel', code: () => own('ambient-temperature') },
];
const PERIOD_MS = 1000;

export interface SeriesPart {
  /** Unix microseconds of its first and last second. */
  readonly startMicros: number;
  readonly endMicros: number;
  readonly component: readonly FhirComponent[];
}

/** @throws Problem payload (grid.ts) */
export function seriesOf(recording: Recording): readonly SeriesPart[] {
  const { samples, startMicros, type } = recording;
  const sport = sportCodesOf(type);
  return gridsOf(samples.micros).flatMap((grid) => {
    const component = CHANNELS.flatMap(({ channel, text, unit, code }): readonly FhirComponent[] => {
      const column = samples.channels[channel];
      const values = column === undefined ? null : onGrid(column, grid);
      if (values === null) return [];
      const { text: data, factor } = sampledText(values);
      return [
        {
          code: { coding: [code(sport)], text },
          valueSampledData: { origin: quantity(0, unit), period: PERIOD_MS, factor, dimensions: 1, data },
        },
      ];
    });
    if (component.length === 0) return [];
    const start = startMicros + grid.startMicros;
    return [{ startMicros: start, endMicros: start + (grid.seconds - 1) * MICROS_PER_SECOND, component }];
  });
}
