/** FIT records as columns: duplicates merged, gaps as null, 0 heartbeats as no heartbeat. */
import type { Recording } from '../simulator/recording.js';
import type { FileRecord } from './messages.js';

/** Some devices write position and heart rate as two records of one second: together they are one sample; of two equal fields the later counts. */
function merge(records: readonly FileRecord[]): (FileRecord & { timestamp: number })[] {
  const bySecond = new Map<number, FileRecord & { timestamp: number }>();
  for (const record of records) {
    if (record.timestamp === null) continue;
    const known = bySecond.get(record.timestamp);
    const given = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
    bySecond.set(record.timestamp, { ...(known ?? record), ...given, timestamp: record.timestamp });
  }
  return [...bySecond.values()].sort((a, b) => a.timestamp - b.timestamp);
}

/** @param startedAt Unix milliseconds of second 0. */
export function columnsOf(all: readonly FileRecord[], startedAt: number): Recording {
  const records = merge(all).filter(({ timestamp }) => timestamp >= startedAt);
  const column = (read: (record: FileRecord) => number | null): (number | null)[] | undefined => {
    const values = records.map(read);
    return values.some((value) => value !== null) ? values : undefined;
  };
  const latlng = records.map(position);
  const altitude = column((record) => record.enhanced_altitude ?? record.altitude);
  const distance = column(({ distance }) => distance);
  const speed = column((record) => record.enhanced_speed ?? record.speed);
  // 0 is what some recorders write for "no strap" and for drop-outs; 255 is the mark for "none".
  const heartrate = column(({ heart_rate: bpm }) => (bpm === 0 || bpm === 255 ? null : bpm));
  const cadence = column(({ cadence: rpm }) => (rpm === 255 ? null : rpm));
  const power = column(({ power }) => power);
  const temperature = column(({ temperature }) => temperature);
  return {
    time: records.map(({ timestamp }) => (timestamp - startedAt) / 1000),
    ...(latlng.some((place) => place !== null) && { latlng }),
    ...(altitude && { altitude: altitude.map(toTenth) }),
    ...(distance && { distance }),
    ...(speed && { speed }),
    ...(heartrate && { heartrate }),
    ...(cadence && { cadence }),
    ...(power && { power }),
    ...(temperature && { temperature }),
  };
}

function position({ position_lat: lat, position_long: lng }: FileRecord): [number, number] | null {
  if (lat === null || lng === null || (lat === 0 && lng === 0)) return null;
  return [Math.round(lat * 1e7) / 1e7, Math.round(lng * 1e7) / 1e7];
}

const toTenth = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10);
