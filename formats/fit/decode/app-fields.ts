/** Fields that an app on the recorder added to records: a running pod's power, mostly. They are not read; where the recorder has none of its own, that is told. */
import type { Channel, Finding } from '../../recording/recording.js';
import { channelOf } from './record-plan.js';

const WORDS: Readonly<Record<Channel, string>> = {
  latitudeDegrees: 'position',
  longitudeDegrees: 'position',
  altitudeMeters: 'altitude',
  distanceMeters: 'distance',
  speedMetersPerSecond: 'speed',
  heartRateBpm: 'heart rate',
  cadenceRpm: 'cadence',
  powerWatts: 'power',
  temperatureCelsius: 'temperature',
};

export function tellAppFields(
  appFields: ReadonlyMap<number, string>,
  channels: ReadonlyMap<Channel, Float64Array>,
  findings: Finding[],
): void {
  const told = [...appFields].flatMap(([number, name]) => {
    const channel = channelOf(number);
    return channel === undefined || channels.has(channel) ? [] : [`${WORDS[channel]} ("${name.slice(0, 40)}")`];
  });
  if (told.length > 0)
    findings.push({
      code: 'DEVELOPER_FIELDS',
      message: `an app on the recorder wrote ${told.join(', ')} into fields of its own, and the recorder none: they are not read`,
    });
}
