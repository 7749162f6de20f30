/** Clocks on the wall of a time zone, and the moments that they show. */

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

/** How far the zone is ahead of UTC at a moment (milliseconds). */
function offsetMs(atMs: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    ...({ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const),
  }).formatToParts(atMs);
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((each) => each.type === type)?.value ?? 0);
  const wallMs = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wallMs - Math.floor(atMs / 1_000) * 1_000;
}

/** @param wall `2026-05-01 14:30:00` or `2026-05-01`, in the zone; null when it is no time @returns ISO 8601, UTC */
export function instantOf(wall: string, zone: string): string | null {
  const asUtcMs = Date.parse(`${wall.trim().replace(' ', 'T')}${wall.trim().length > 10 ? 'Z' : 'T00:00:00Z'}`);
  if (!Number.isFinite(asUtcMs)) return null;
  // Twice: the first guess may be on the other side of a change of the clocks.
  const guessMs = asUtcMs - offsetMs(asUtcMs, zone);
  return new Date(asUtcMs - offsetMs(guessMs, zone)).toISOString();
}

/** @returns `2026-05-01 14:30:00` */
export function wallOf(instant: string, zone: string): string {
  const atMs = Date.parse(instant);
  const wall = new Date(atMs + offsetMs(atMs, zone));
  const day = `${pad(wall.getUTCFullYear(), 4)}-${pad(wall.getUTCMonth() + 1)}-${pad(wall.getUTCDate())}`;
  return `${day} ${pad(wall.getUTCHours())}:${pad(wall.getUTCMinutes())}:${pad(wall.getUTCSeconds())}`;
}
