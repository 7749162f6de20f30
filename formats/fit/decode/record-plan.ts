/** Which bytes of a record go into which column: worked out once per definition, for records come in thousands. */
import { type Channel, CHANNELS } from '../../recording/recording.js';
import type { Field } from './field.js';

/** How the bytes of a field lie; the frequent types have a number of their own, for a switch is faster than a call (measured: 1.6 times). */
export const UINT8 = 0;
export const SINT8 = 1;
export const UINT16 = 2;
export const SINT16 = 3;
export const UINT32 = 4;
export const SINT32 = 5;
export const OTHER_TYPE = 6;
/** Speed and distance in three bytes, of old recorders. */
export const PACKED = 7;

interface RecordField {
  readonly number: number;
  readonly channel: Channel;
  readonly scale: number;
  readonly offset: number;
  /** Added to what the channel has, instead of replacing it. */
  readonly adds: boolean;
}

const field = (number: number, channel: Channel, scale = 1, offset = 0, adds = false): RecordField => ({
  number,
  channel,
  scale,
  offset,
  adds,
});

/** In the order in which they are read: of two fields of one channel the later counts where it holds a value, so `enhanced_*` comes after its elder. */
const RECORD_FIELDS: readonly RecordField[] = [
  field(8, 'speedMetersPerSecond'),
  field(0, 'latitudeDegrees'),
  field(1, 'longitudeDegrees'),
  field(2, 'altitudeMeters', 5, 500),
  field(78, 'altitudeMeters', 5, 500),
  field(5, 'distanceMeters', 100),
  field(6, 'speedMetersPerSecond', 1000),
  field(73, 'speedMetersPerSecond', 1000),
  field(3, 'heartRateBpm'),
  field(52, 'cadenceRpm', 256),
  field(4, 'cadenceRpm'),
  field(53, 'cadenceRpm', 128, 0, true),
  field(7, 'powerWatts'),
  field(13, 'temperatureCelsius'),
];
const COMPRESSED_SPEED_DISTANCE = 8;

export interface RecordStep {
  readonly kind: number;
  readonly field: Field;
  /** Index into CHANNELS. */
  readonly slot: number;
  readonly scale: number;
  /** In the file's steps: (raw - shift) / scale is the nearest number to the decimal one, raw / scale - offset is not (438.79999999999995). */
  readonly shift: number;
  readonly adds: boolean;
}

export type RecordPlan = readonly RecordStep[];

export function planOf(fields: readonly Field[]): RecordPlan {
  return RECORD_FIELDS.flatMap(({ number, channel, scale, offset, adds }) => {
    const found = fields.find((one) => one.number === number && one.type !== null);
    if (!found) return [];
    const packed = number === COMPRESSED_SPEED_DISTANCE;
    if (packed && found.bytes < 3) return [];
    return [
      {
        kind: packed ? PACKED : kindOf(found.code),
        field: found,
        slot: CHANNELS.indexOf(channel),
        scale,
        shift: offset * scale,
        adds,
      },
    ];
  });
}

const KINDS: readonly (number | undefined)[] = [UINT8, SINT8, UINT8, SINT16, UINT16, SINT32, UINT32];
const kindOf = (code: number): number => (code === 0x0d ? UINT8 : (KINDS[code & 0x1f] ?? OTHER_TYPE));

/** What the native field of a record with this number tells; undefined for those that are not read. */
export const channelOf = (number: number): Channel | undefined => RECORD_FIELDS.find((field) => field.number === number)?.channel;
