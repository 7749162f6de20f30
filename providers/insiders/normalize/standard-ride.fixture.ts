/** The standard ride of the benchmarks and tests: 1 h at 1 Hz with 8 streams, about 200 KB of JSON. Deterministic. */

export interface RawRide {
  readonly id: string;
  readonly detail: Buffer;
  readonly streams: Buffer;
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

export function standardRide(seconds = 3600): RawRide {
  const id = 'act_standard';
  const of = <T>(value: (second: number) => T): T[] => Array.from({ length: seconds }, (_, second) => value(second));
  const streams = {
    time: { unit: 's', data: of((s) => s) },
    latlng: { unit: 'deg', data: of((s) => [round(47.37 + Math.sin(s / 300) / 40, 6), round(8.54 + s * 1e-5, 6)]) },
    altitude: { unit: 'm', data: of((s) => round(420 + Math.sin(s / 200) * 60, 1)) },
    distance: { unit: 'm', data: of((s) => round(s * 8.39, 1)) },
    speed: { unit: 'm/s', data: of((s) => round(8.39 + Math.sin(s / 30), 2)) },
    heartrate: { unit: 'bpm', data: of((s) => 140 + ((s * 31) % 30)) },
    cadence: { unit: 'rpm', data: of((s) => 80 + (s % 12)) },
    power: { unit: 'W', data: of((s) => 150 + ((s * 7919) % 120)) },
  };
  const detail = {
    id,
    revision: 3,
    name: 'Evening ride',
    sport: 'cycling',
    sub_sport: 'road',
    started_at: '2026-09-30T17:02:11Z',
    utc_offset_seconds: 7200,
    elapsed_seconds: seconds,
    moving_seconds: seconds,
    distance_m: round(seconds * 8.39, 1),
    elevation_gain_m: 212.5,
    elevation_loss_m: 210,
    calories_kcal: 712,
    work_kj: 745.2,
    avg_speed_mps: 8.39,
    max_speed_mps: 9.39,
    avg_hr_bpm: 154,
    max_hr_bpm: 169,
    min_hr_bpm: 140,
    avg_power_w: 209,
    max_power_w: 269,
    normalized_power_w: 213,
    avg_cadence_rpm: 86,
    max_cadence_rpm: 91,
    manual: false,
    trainer: false,
    device: { name: 'Head unit', manufacturer: 'Example', serial: '4711' },
    laps: [],
    zones: [],
  };
  return {
    id,
    detail: Buffer.from(JSON.stringify(detail)),
    streams: Buffer.from(JSON.stringify({ activity_id: id, revision: 3, count: seconds, streams })),
  };
}
