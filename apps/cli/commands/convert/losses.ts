/** What a target leaves out of a recording, told with each file; docs/formats.md tells what formats lose always. */
import { samplesWithoutPosition } from '../../../../formats/gpx/encode.js';
import type { Channel, Finding, Recording } from '../../../../formats/recording/recording.js';
import type { Target } from './target-names.js';

/** Steps of the field in one unit; the least and the greatest step that it holds. */
type Field = readonly [channel: Channel, name: string, steps: number, least: number, greatest: number];

const WORD = 0xffff;
const LONG = 0xffff_fffe;
const OF_XML: readonly Field[] = [
  ['cadenceRpm', 'cadence', 1, 0, 254],
  ['powerWatts', 'power', 1, 0, WORD],
];
const HELD: Readonly<Partial<Record<Target, readonly Field[]>>> = {
  fit: [
    ['altitudeMeters', 'altitude', 5, -2500, LONG - 2500],
    ['distanceMeters', 'distance', 100, 0, LONG],
    ['speedMetersPerSecond', 'speed', 1000, 0, LONG],
    ['heartRateBpm', 'heart rate', 1, 1, 254],
    ['cadenceRpm', 'cadence', 128, 0, 255 * 128 - 1],
    ['powerWatts', 'power', 1, 0, WORD - 1],
    ['temperatureCelsius', 'temperature', 1, -128, 126],
  ],
  tcx: [['heartRateBpm', 'heart rate', 1, 1, 254], ...OF_XML],
  gpx: [['heartRateBpm', 'heart rate', 1, 1, 255], ...OF_XML],
};

function beyond({ samples }: Recording, [channel, , steps, least, greatest]: Field): number {
  let count = 0;
  for (const value of samples.channels[channel] ?? []) {
    const step = Math.round(value * steps);
    if (step < least || step > greatest) count++;
  }
  return count;
}

function valuesLeftOut(target: Target, recording: Recording): Finding[] {
  const told = (HELD[target] ?? []).flatMap((field) => {
    const count = beyond(recording, field);
    return count === 0 ? [] : [`${count} of ${field[1]}`];
  });
  const format = target.toUpperCase();
  return told.length === 0
    ? []
    : [
        {
          code: `${format}_VALUES_LEFT_OUT`,
          message: `values beyond what ${format} holds are not in the file: ${told.join(', ')}`,
        },
      ];
}

/** TCX has totals in its laps only: of several laps that claim none, none can be told. */
function totalsLeftOut({ laps, totals }: Recording): Finding[] {
  const claims = laps.some((lap) => lap.totals.energyKilocalories !== null);
  if (laps.length < 2 || claims || !totals.energyKilocalories) return [];
  return [
    {
      code: 'TCX_TOTALS_LEFT_OUT',
      message: `TCX has calories in its laps only, and these claim none: the ${totals.energyKilocalories} kcal of the whole are not in the file`,
    },
  ];
}

function positionsLeftOut(recording: Recording): Finding[] {
  const without = samplesWithoutPosition(recording);
  return without === 0
    ? []
    : [{ code: 'GPX_SAMPLES_LEFT_OUT', message: `${without} samples have no position and are not in the GPX file` }];
}

export const lossesTo = (target: Target, recording: Recording): readonly Finding[] => [
  ...(target === 'gpx' ? positionsLeftOut(recording) : []),
  ...(target === 'tcx' ? totalsLeftOut(recording) : []),
  ...valuesLeftOut(target, recording),
];
