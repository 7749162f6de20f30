/** Terra's time stamps as numbers. */
const PARTS = /^(\d{4}-\d\d-\d\dT\d\d:\d\d):([0-5]\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;
/** Doubles hold microseconds until 2255. */
const LATEST_MS = Date.UTC(2200, 0);

/** Unix microseconds of a whole minute, as `2026-09-30T19:02` and `+02:00`; NaN for what is none, or not of the years 1970 to 2199. */
export function minuteMicros(minute: string, offset: string): number {
  const milliseconds = Date.parse(`${minute}${offset}`);
  return milliseconds >= 0 && milliseconds < LATEST_MS ? milliseconds * 1000 : NaN;
}

/** Unix microseconds, what is finer cut off; NaN for what is no time stamp, or not of the years 1970 to 2199. */
export function timestampMicros(text: string): number {
  const [, minute = '', second = '', fraction = '', offset = ''] = PARTS.exec(text) ?? [];
  return minuteMicros(minute, offset) + Number(second) * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

/** Local time less UTC in seconds: 7200 for one that ends in `+02:00`. */
export function timestampOffsetSeconds(text: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(text) ?? [];
  const seconds = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60;
  return sign === '-' ? -seconds : seconds;
}
