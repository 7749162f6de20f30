/** What a device tells one listener: a message for each second that was recorded since the listener came. */
import type { Sandbox } from '../sandbox.js';
import type { Recorded } from './devices.js';
import { PER_SECOND, valuesOf } from './samples.js';

export interface Feed {
  /** The messages that have not been told, as JSON: what is live in its order, then what comes late, newest first. */
  due(): string[];
}

/** Late messages in one second: a recorder uploads its buffer beside what it records. */
const MOST_LATE = 20;
/** No recorder of the sandbox runs empty. */
const BATTERY_PERCENT = 90;

export function openFeed({ devices, now }: Pick<Sandbox, 'devices' | 'now'>, deviceId: string): Feed {
  const since = now();
  const told = new Set<number>();
  let lookedAt = since;
  return {
    due() {
      const nowMs = now();
      const fresh = devices
        .recorded(deviceId, since, nowMs)
        .flatMap((of) => [...of.indexes].map((index) => ({ of, index, at: startOf(of, index) })))
        .filter(({ at }) => !told.has(at));
      const live = fresh.filter(({ at }) => at + 1000 > lookedAt);
      const late = fresh
        .filter(({ at }) => at + 1000 <= lookedAt)
        .reverse()
        .slice(0, MOST_LATE);
      lookedAt = nowMs;
      for (const { at } of [...live, ...late]) told.add(at);
      return [...live, ...late].map(({ of, index }) => messageOf(of, index));
    },
  };
}

const startOf = ({ ride, recording }: Recorded, index: number): number => ride.startedAt + (recording.time[index] ?? 0) * 1000;

/** Sensors in groups, ten values each. A sensor that the rider has not is no group, or no key of it. */
function messageOf(of: Recorded, index: number): string {
  const rows = Array.from({ length: PER_SECOND }, (_, tenth) => valuesOf(of, index, tenth));
  const timestamp = rows.map((row) => row['gnss.timestamp'] ?? null);
  const message: Record<string, Record<string, (number | boolean | null)[]>> = {};
  for (const key of Object.keys(rows[0] ?? {})) {
    const [group = '', name = ''] = key.split('.');
    (message[group] ??= { timestamp })[name] = rows.map((row) => row[key] ?? null);
  }
  const standstill = rows.map((row) => row['gnss.speed'] === 0);
  message['device'] = { timestamp, standstill, Bat_lvl: rows.map(() => BATTERY_PERCENT) };
  return JSON.stringify(message);
}
