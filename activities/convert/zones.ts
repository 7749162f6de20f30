/** Time in zones, from the samples of a recording. */
import { integralOf, knownPlaces } from '../../formats/recording/channel.js';
import type { Recording } from '../../formats/recording/recording.js';
import { timerMicrosOf } from '../../formats/recording/timer.js';

/** What zones are shares of, as the source of the activity tells it; null = it does not, and none are reckoned. */
export interface Thresholds {
  readonly maxHeartRateBpm: number | null;
  /** An hour's power. */
  readonly thresholdPowerWatts: number | null;
}

export interface ZoneTime {
  readonly of: 'heart_rate' | 'power';
  readonly name: string;
  /** In bpm or watts; `to` does not belong to it, null = open. */
  readonly from: number;
  readonly to: number | null;
  readonly seconds: number;
}

type Steps = readonly (readonly [name: string, fromShare: number])[];
/** Of the maximum heart rate: the five zones of a tenth each that most devices come with. */
const HEART_RATE: Steps = [
  ['Zone 1', 0.5],
  ['Zone 2', 0.6],
  ['Zone 3', 0.7],
  ['Zone 4', 0.8],
  ['Zone 5', 0.9],
];
/** Of the threshold power: the seven levels of Allen and Coggan, "Training and Racing with a Power Meter". */
const POWER: Steps = [
  ['Active recovery', 0],
  ['Endurance', 0.56],
  ['Tempo', 0.76],
  ['Threshold', 0.91],
  ['VO2max', 1.06],
  ['Anaerobic', 1.21],
  ['Neuromuscular', 1.51],
];

/** A sample counts until the next one of its channel, but for no longer than 10 s, and not while the recorder was paused. Empty without samples or threshold. */
export function zonesOf(recording: Recording, { maxHeartRateBpm, thresholdPowerWatts }: Thresholds): readonly ZoneTime[] {
  const { heartRateBpm, powerWatts } = recording.samples.channels;
  return [
    ...timesOf(recording, 'heart_rate', heartRateBpm, maxHeartRateBpm, HEART_RATE),
    ...timesOf(recording, 'power', powerWatts, thresholdPowerWatts, POWER),
  ];
}

function timesOf(
  { samples: { micros }, pauses }: Recording,
  of: ZoneTime['of'],
  column: Float64Array | undefined,
  whole: number | null,
  steps: Steps,
): ZoneTime[] {
  if (column === undefined || whole === null || !(whole > 0)) return [];
  const timer = timerMicrosOf(micros, pauses);
  const places = knownPlaces(micros, (i) => !Number.isNaN(column[i]));
  return steps.map(([name, share], index) => {
    const from = Math.round(share * whole);
    const next = steps[index + 1]?.[1];
    const to = next === undefined ? null : Math.round(next * whole);
    const isIn = (value: number): boolean => value >= from && (to === null || value < to);
    const { integral = 0 } = integralOf(timer, places, (place) => (isIn(column[place] ?? NaN) ? 1 : 0)) ?? {};
    return { of, name, from, to, seconds: Math.round(integral) };
  });
}
