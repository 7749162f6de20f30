/** What stands for none in the samples of others: ours never hold it. */
import { isPosition } from '../recording/position.js';
import type { Finding, Samples } from '../recording/recording.js';

/** The largest value of a byte, in which sensors tell the heart rate. */
const NO_BYTE = 255;

type Channels = Samples['channels'];

/** Takes it out of the columns, and tells how often. A channel of nothing else is left out. */
export function withoutNone(channels: Channels, findings: Finding[]): Channels {
  const { heartRateBpm: heart, latitudeDegrees: latitudes, longitudeDegrees: longitudes } = channels;
  const beats = heart === undefined ? 0 : cleared((i) => !((heart[i] ?? NaN) <= 0 || heart[i] === NO_BYTE), heart);
  if (beats > 0)
    findings.push({ code: 'HEART_RATE_ZERO', message: `${beats} samples have a heart rate of 0 or 255, which is taken as none` });
  const places =
    latitudes === undefined || longitudes === undefined
      ? 0
      : cleared(
          (i) => Number.isNaN(latitudes[i]) === Number.isNaN(longitudes[i]) && !isNowhere(latitudes[i], longitudes[i]),
          latitudes,
          longitudes,
        );
  if (places > 0)
    findings.push({
      code: 'POSITION_INVALID',
      message: `${places} positions are 0/0, off the globe or only half there: those samples have none`,
    });
  if (beats + places === 0) return channels;
  return Object.fromEntries(Object.entries(channels).filter(([, column]) => column.some((value) => !Number.isNaN(value))));
}

const isNowhere = (latitude: number | undefined, longitude: number | undefined): boolean =>
  !Number.isNaN(latitude) && !isPosition(latitude, longitude);

/** Makes gaps of the rows that are not sound. @returns of how many */
function cleared(isSound: (row: number) => boolean, first: Float64Array, ...others: Float64Array[]): number {
  let count = 0;
  for (let i = 0; i < first.length; i++) {
    if (isSound(i)) continue;
    for (const column of [first, ...others]) column[i] = NaN;
    count++;
  }
  return count;
}
