/** Terra's time stamps: ISO 8601 with microseconds and an offset. */

/** `+02:00` for 120. */
function offsetText(offsetMinutes: number): string {
  const size = Math.abs(offsetMinutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/**
 * `2022-12-12T10:00:00.000000+00:00`, in the local time that `offsetMinutes` gives.
 * @param unixMicros whole microseconds since 1970
 * @throws RangeError outside the years that four digits write
 */
export function formatMicros(unixMicros: number, offsetMinutes = 0): string {
  const local = unixMicros + offsetMinutes * 60_000_000;
  const milliseconds = Math.floor(local / 1000);
  const iso = new Date(milliseconds).toISOString();
  if (iso.length !== 24) throw new RangeError('a time outside the years 0 to 9999');
  return `${iso.slice(0, 23)}${String(local - milliseconds * 1000).padStart(3, '0')}${offsetText(offsetMinutes)}`;
}

/** The same from Unix milliseconds, in UTC unless an offset is given. */
export const formatTimestamp = (unixMs: number, offsetMinutes = 0): string => formatMicros(unixMs * 1000, offsetMinutes);
