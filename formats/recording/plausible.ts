/** Values that mean "none" are taken out; values that cannot be are kept and named. */
import type { Channel, Finding } from './recording.js';

interface Spike {
  readonly channel: Channel;
  readonly over: number;
  readonly code: string;
  readonly what: string;
  readonly unit: string;
}

/** Beyond what people do, sprinters included. */
const SPIKES: readonly Spike[] = [
  { channel: 'powerWatts', over: 2500, code: 'POWER_SPIKE', what: 'power', unit: 'W' },
  { channel: 'cadenceRpm', over: 200, code: 'CADENCE_SPIKE', what: 'cadence', unit: 'rpm' },
  { channel: 'heartRateBpm', over: 240, code: 'HEART_RATE_SPIKE', what: 'heart rate', unit: 'bpm' },
  { channel: 'speedMetersPerSecond', over: 340, code: 'SPEED_SPIKE', what: 'speed', unit: 'm/s' },
];

export function spikes(channels: ReadonlyMap<Channel, Float64Array>, findings: Finding[]): void {
  for (const { channel, over, code, what, unit } of SPIKES) {
    let [count, greatest] = [0, 0];
    for (const value of channels.get(channel) ?? [])
      if (value > over) {
        count++;
        greatest = Math.max(greatest, value);
      }
    if (count > 0)
      findings.push({
        code,
        message: `${count} samples have a ${what} over ${over} ${unit}, up to ${greatest} ${unit}: kept as they are`,
      });
  }
}

/** In fewer samples a zero throughout may be a rider who coasts. */
const LEAST_SILENCE = 60;
const SENSORS = [
  ['powerWatts', 'power', 'POWER_WITHOUT_SENSOR'],
  ['cadenceRpm', 'cadence', 'CADENCE_WITHOUT_SENSOR'],
] as const;

/** Heart rate 0 is none. Power and cadence 0 are real, but when there is nothing else in the whole recording, there was no sensor. */
export function withoutSilence(
  given: ReadonlyMap<Channel, Float64Array>,
  findings: Finding[],
): ReadonlyMap<Channel, Float64Array> {
  const channels = new Map(given);
  const heart = channels.get('heartRateBpm') ?? new Float64Array();
  let none = 0;
  for (let i = 0; i < heart.length; i++)
    if (heart[i] === 0) {
      heart[i] = NaN;
      none++;
    }
  if (none > 0) findings.push({ code: 'HEART_RATE_ZERO', message: `${none} samples have heart rate 0, which is taken as none` });
  for (const [channel, what, code] of SENSORS) {
    const count = zeros(channels.get(channel) ?? new Float64Array());
    if (count < LEAST_SILENCE) continue;
    channels.delete(channel);
    findings.push({ code, message: `${what} is 0 in all of ${count} samples: taken as recorded without a sensor` });
  }
  for (const [channel, column] of channels) if (isEmpty(column)) channels.delete(channel);
  return channels;
}

/** How many zeros there are; 0 when there is any other value. */
function zeros(column: Float64Array): number {
  let count = 0;
  for (const value of column)
    if (value === 0) count++;
    else if (!Number.isNaN(value)) return 0;
  return count;
}

function isEmpty(column: Float64Array): boolean {
  for (const value of column) if (!Number.isNaN(value)) return false;
  return true;
}
