/** The plain, slow way to the same samples: an object each, then JSON.stringify. What the fast way writes must equal it. */

export type Streams = Record<string, { readonly unit: string; readonly data: readonly unknown[] }>;

const SERIES: readonly (readonly [stream: string, path: readonly string[], array: string, value: string])[] = [
  ['distance', ['distance_data', 'detailed'], 'distance_samples', 'distance_meters'],
  ['altitude', ['distance_data', 'detailed'], 'elevation_samples', 'elev_meters'],
  ['heartrate', ['heart_rate_data', 'detailed'], 'hr_samples', 'bpm'],
  ['speed', ['movement_data'], 'speed_samples', 'speed_meters_per_second'],
  ['cadence', ['movement_data'], 'cadence_samples', 'cadence_rpm'],
  ['latlng', ['position_data'], 'position_samples', 'coords_lat_lng_deg'],
  ['power', ['power_data'], 'power_samples', 'watts'],
];

const two = (value: number): string => String(value).padStart(2, '0');

function stamp(startedAtMs: number, seconds: number, offsetSeconds: number): string {
  const offsetMinutes = Math.round(offsetSeconds / 60);
  const micros = Math.round(seconds * 1e6);
  const local = new Date(startedAtMs + Math.floor(micros / 1000) + offsetMinutes * 60_000);
  const size = Math.abs(offsetMinutes);
  const rest = String(micros % 1000).padStart(3, '0');
  return `${local.toISOString().slice(0, 23)}${rest}${offsetMinutes < 0 ? '-' : '+'}${two(Math.trunc(size / 60))}:${two(size % 60)}`;
}

function timers(times: readonly number[], moving: readonly unknown[] | undefined): (number | null)[] | null {
  if (moving === undefined) return null;
  let micros: number | null = 0;
  return times.map((time, i) => {
    if (i === 0) return 0;
    const step = Math.round(time * 1e6) - Math.round((times[i - 1] ?? 0) * 1e6);
    if (moving[i - 1] === null) micros = null;
    else if (micros !== null && moving[i - 1] === true && step <= 10_000_000) micros += step;
    return micros === null ? null : micros / 1e6;
  });
}

const isGap = (value: unknown): boolean => value === null || (Array.isArray(value) && value.includes(null));

/** Samples by the path of the object that holds them: `power_data` → `power_samples` → list. */
export function referenceSamples(
  startedAt: string,
  offsetSeconds: number,
  streams: Streams,
): { path: readonly string[]; array: string; samples: unknown[] }[] {
  const startedAtMs = Date.parse(startedAt);
  const times = (streams['time']?.data ?? []).map(Number);
  const timer = timers(times, streams['moving']?.data);
  return SERIES.map(([stream, path, array, value]) => ({
    path,
    array,
    samples: (streams[stream]?.data ?? []).flatMap((entry, i) => {
      if (isGap(entry)) return [];
      const seconds = timer?.[i];
      return [
        {
          timestamp: stamp(startedAtMs, times[i] ?? 0, offsetSeconds),
          [value]: entry,
          ...(typeof seconds === 'number' ? { timer_duration_seconds: seconds } : {}),
        },
      ];
    }),
  }));
}
