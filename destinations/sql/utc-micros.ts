export interface UtcTime {
  /** `2026-09-21T16:00:00.000000Z`. */
  readonly utc: string;
  readonly offsetMinutes: number;
}

const TIME = /^([1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|([+-])(\d\d):(\d\d))$/;

/** An ISO 8601 time with its offset, from year 1000 on, to the microsecond; null for any other text and for days that there are not. */
export function utcMicros(text: string): UtcTime | null {
  const found = TIME.exec(text);
  if (!found) return null;
  const [, local = '', fraction = '', , sign, hours, minutes] = found;
  const localMs = Date.parse(`${local}Z`);
  // 31 February is read as 3 March.
  if (Number.isNaN(localMs) || new Date(localMs).toISOString().slice(0, 19) !== local) return null;
  const offsetMinutes = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  if (Math.abs(offsetMinutes) >= 24 * 60) return null;
  const utc = new Date(localMs - offsetMinutes * 60_000).toISOString();
  // A year of more than four digits, or before 1000, which not every database can hold.
  if (!/^[1-9]\d{3}-/.test(utc)) return null;
  return { utc: `${utc.slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}Z`, offsetMinutes };
}
