/** The columns of the table `activity` (layout `typed`), each with the place in Terra's activity model that fills it. */
import type { DeliveryItem } from '../kit/destination.js';
import { utcMicros } from './utc-micros.js';

/** `time`: UTC with microseconds. `offset`: minutes east of UTC of a time stamp. `whole`: 32 bits. */
export type ColumnKind = 'time' | 'offset' | 'text' | 'whole' | 'number';

interface ActivityColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly path: readonly (string | number)[];
}

const column = (name: string, kind: ColumnKind, ...path: readonly (string | number)[]): ActivityColumn => ({ name, kind, path });

export const ACTIVITY_COLUMNS: readonly ActivityColumn[] = [
  column('start_time', 'time', 'metadata', 'start_time'),
  column('end_time', 'time', 'metadata', 'end_time'),
  column('utc_offset_minutes', 'offset', 'metadata', 'start_time'),
  column('name', 'text', 'metadata', 'name'),
  column('type', 'whole', 'metadata', 'type'),
  column('duration_seconds', 'number', 'active_durations_data', 'activity_seconds'),
  column('distance_meters', 'number', 'distance_data', 'summary', 'distance_meters'),
  column('elevation_gain_meters', 'number', 'distance_data', 'summary', 'elevation', 'gain_actual_meters'),
  column('calories', 'number', 'calories_data', 'total_burned_calories'),
  column('avg_hr_bpm', 'number', 'heart_rate_data', 'summary', 'avg_hr_bpm'),
  column('max_hr_bpm', 'number', 'heart_rate_data', 'summary', 'max_hr_bpm'),
  column('avg_watts', 'number', 'power_data', 'avg_watts'),
  column('max_watts', 'number', 'power_data', 'max_watts'),
  column('normalized_power_watts', 'number', 'TSS_data', 'TSS_samples', 0, 'normalized_power_watts'),
  column('avg_cadence_rpm', 'number', 'movement_data', 'avg_cadence_rpm'),
  column('max_cadence_rpm', 'number', 'movement_data', 'max_cadence_rpm'),
  column('avg_speed_meters_per_second', 'number', 'movement_data', 'avg_speed_meters_per_second'),
  column('max_speed_meters_per_second', 'number', 'movement_data', 'max_speed_meters_per_second'),
  column('device_name', 'text', 'device_data', 'name'),
];

export type Value = string | number | null;

/** Column → value; every column is there. */
export type ActivityValues = Readonly<Record<string, Value>>;

function at(value: unknown, path: readonly (string | number)[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Reflect.get(found, step);
  }
  return found;
}

const LONGEST_TEXT = 1000;
const LARGEST_WHOLE = 2 ** 31 - 1;

const READERS: Readonly<Record<ColumnKind, (value: unknown) => Value>> = {
  time: (value) => (typeof value === 'string' ? (utcMicros(value)?.utc ?? null) : null),
  offset: (value) => (typeof value === 'string' ? (utcMicros(value)?.offsetMinutes ?? null) : null),
  // NUL is no character of PostgreSQL's text.
  text: (value) => (typeof value === 'string' ? value.slice(0, LONGEST_TEXT).toWellFormed().replaceAll('\0', '\ufffd') : null),
  whole: (value) => (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= LARGEST_WHOLE ? value : null),
  number: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : null),
};

/**
 * The typed columns of an activity event; what is missing or of another type is null. Read here and not by the server: PostgreSQL before 16 cannot ask
 * whether a text is a time, and one bad time would cost the row.
 */
export function activityValues({ body }: Pick<DeliveryItem, 'body'>): ActivityValues {
  const event = parsed(body);
  return Object.fromEntries(
    ACTIVITY_COLUMNS.map(({ name, kind, path }) => [name, READERS[kind](at(event, ['data', 0, ...path]))]),
  );
}

/** What is no JSON has no values; whether it may be stored is the database's word. */
function parsed(body: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString());
    return value;
  } catch {
    return null;
  }
}
