/**
 * The FIT messages that we write, with their fields in plain units: metres, seconds, m/s, degrees, Unix milliseconds.
 * Numbers and scales are facts of the FIT protocol, checked by reading our files back with an independent decoder.
 */
import type { BaseTypeName } from './base-types.js';
import { FIT_EPOCH_SECONDS } from './profile.js';

export interface NumberField {
  readonly number: number;
  readonly type: BaseTypeName;
  /** Plain value → value in the file, before rounding. */
  readonly encode: (value: number) => number;
}

export interface TextField {
  readonly number: number;
  readonly type: 'string';
}

export type Field = NumberField | TextField;

const plain = (value: number): number => value;
const number = (id: number, type: BaseTypeName): NumberField => ({ number: id, type, encode: plain });
const scaled = (id: number, type: BaseTypeName, scale: number, offset = 0): NumberField => ({
  number: id,
  type,
  encode: (value) => (value + offset) * scale,
});
const time = (id: number): NumberField => ({ number: id, type: 'uint32', encode: (ms) => ms / 1000 - FIT_EPOCH_SECONDS });
const degrees = (id: number): NumberField => ({ number: id, type: 'sint32', encode: (value) => (value * 2 ** 31) / 180 });
const text = (id: number): TextField => ({ number: id, type: 'string' });

export interface Message<Fields extends Record<string, Field> = Record<string, Field>> {
  readonly number: number;
  readonly fields: Fields;
}

/** Values of a message by field name; what is missing or null is not written. */
export type Values<Fields extends Record<string, Field>> = {
  readonly [Name in keyof Fields]?: (Fields[Name] extends TextField ? string : number) | null | undefined;
};

const message = <const Fields extends Record<string, Field>>(id: number, fields: Fields): Message<Fields> => ({
  number: id,
  fields,
});

export const FILE_ID = message(0, {
  type: number(0, 'enum'),
  manufacturer: number(1, 'uint16'),
  product: number(2, 'uint16'),
  serial_number: number(3, 'uint32z'),
  time_created: time(4),
  product_name: text(8),
});

export const DEVICE_INFO = message(23, {
  timestamp: time(253),
  device_index: number(0, 'uint8'),
  manufacturer: number(2, 'uint16'),
  serial_number: number(3, 'uint32z'),
  product: number(4, 'uint16'),
  software_version: scaled(5, 'uint16', 100),
  product_name: text(27),
});

export const EVENT = message(21, { timestamp: time(253), event: number(0, 'enum'), event_type: number(1, 'enum') });

export const RECORD = message(20, {
  timestamp: time(253),
  position_lat: degrees(0),
  position_long: degrees(1),
  enhanced_altitude: scaled(78, 'uint32', 5, 500),
  heart_rate: number(3, 'uint8'),
  cadence: number(4, 'uint8'),
  distance: scaled(5, 'uint32', 100),
  enhanced_speed: scaled(73, 'uint32', 1000),
  power: number(7, 'uint16'),
  temperature: number(13, 'sint8'),
});

export const LAP = message(19, {
  timestamp: time(253),
  message_index: number(254, 'uint16'),
  event: number(0, 'enum'),
  event_type: number(1, 'enum'),
  start_time: time(2),
  total_elapsed_time: scaled(7, 'uint32', 1000),
  total_timer_time: scaled(8, 'uint32', 1000),
  total_distance: scaled(9, 'uint32', 100),
  total_calories: number(11, 'uint16'),
  enhanced_avg_speed: scaled(110, 'uint32', 1000),
  enhanced_max_speed: scaled(111, 'uint32', 1000),
  avg_heart_rate: number(15, 'uint8'),
  max_heart_rate: number(16, 'uint8'),
  avg_cadence: number(17, 'uint8'),
  max_cadence: number(18, 'uint8'),
  avg_power: number(19, 'uint16'),
  max_power: number(20, 'uint16'),
  total_ascent: number(21, 'uint16'),
  total_descent: number(22, 'uint16'),
  lap_trigger: number(24, 'enum'),
  sport: number(25, 'enum'),
  normalized_power: number(33, 'uint16'),
  sub_sport: number(39, 'enum'),
  total_work: number(41, 'uint32'),
  avg_temperature: number(50, 'sint8'),
  total_moving_time: scaled(52, 'uint32', 1000),
  min_heart_rate: number(63, 'uint8'),
  avg_fractional_cadence: scaled(80, 'uint8', 128),
  max_fractional_cadence: scaled(81, 'uint8', 128),
});

export const SESSION = message(18, {
  timestamp: time(253),
  message_index: number(254, 'uint16'),
  event: number(0, 'enum'),
  event_type: number(1, 'enum'),
  start_time: time(2),
  sport: number(5, 'enum'),
  sub_sport: number(6, 'enum'),
  total_elapsed_time: scaled(7, 'uint32', 1000),
  total_timer_time: scaled(8, 'uint32', 1000),
  total_distance: scaled(9, 'uint32', 100),
  total_calories: number(11, 'uint16'),
  enhanced_avg_speed: scaled(124, 'uint32', 1000),
  enhanced_max_speed: scaled(125, 'uint32', 1000),
  avg_heart_rate: number(16, 'uint8'),
  max_heart_rate: number(17, 'uint8'),
  avg_cadence: number(18, 'uint8'),
  max_cadence: number(19, 'uint8'),
  avg_power: number(20, 'uint16'),
  max_power: number(21, 'uint16'),
  total_ascent: number(22, 'uint16'),
  total_descent: number(23, 'uint16'),
  first_lap_index: number(25, 'uint16'),
  num_laps: number(26, 'uint16'),
  trigger: number(28, 'enum'),
  normalized_power: number(34, 'uint16'),
  training_stress_score: scaled(35, 'uint16', 10),
  intensity_factor: scaled(36, 'uint16', 1000),
  total_work: number(48, 'uint32'),
  avg_temperature: number(57, 'sint8'),
  total_moving_time: scaled(59, 'uint32', 1000),
  min_heart_rate: number(64, 'uint8'),
  avg_fractional_cadence: scaled(92, 'uint8', 128),
  max_fractional_cadence: scaled(93, 'uint8', 128),
});

export const ACTIVITY = message(34, {
  timestamp: time(253),
  total_timer_time: scaled(0, 'uint32', 1000),
  num_sessions: number(1, 'uint16'),
  type: number(2, 'enum'),
  event: number(3, 'enum'),
  event_type: number(4, 'enum'),
  local_timestamp: time(5),
});
