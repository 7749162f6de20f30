/** A ride of a quarter of an hour; invented. What is not said here is null. */
const at = (minute: number): string => `2026-09-21T18:${String(minute).padStart(2, '0')}:00.000000+02:00`;
const every = (values: readonly number[], name: string): object[] =>
  values.map((value, i) => ({ timestamp: at(i * 5), [name]: value, timer_duration_seconds: i * 300 }));

export const ACTIVITY_EXAMPLE = {
  metadata: {
    start_time: at(0),
    end_time: at(15),
    summary_id: 'ride-981',
    type: 18,
    upload_type: 1,
    name: 'Evening ride',
    timestamp_localization: 1,
  },
  active_durations_data: { activity_seconds: 900, rest_seconds: 0 },
  calories_data: { total_burned_calories: 142, net_activity_calories: 125, BMR_calories: 17 },
  device_data: { name: 'Bike 7', manufacturer: 'Insiders' },
  distance_data: {
    summary: { distance_meters: 7100, elevation: { gain_actual_meters: 64, loss_actual_meters: 64 } },
    detailed: { distance_samples: every([0, 2350, 4720, 7100], 'distance_meters') },
  },
  heart_rate_data: {
    summary: {
      avg_hr_bpm: 141,
      max_hr_bpm: 158,
      min_hr_bpm: 104,
      hr_zone_data: [{ zone: 2, start_percentage: 70, end_percentage: 80, name: 'Aerobic', duration_seconds: 640 }],
    },
    detailed: { hr_samples: every([104, 143, 158, 152], 'bpm') },
  },
  lap_data: {
    laps: [{ start_time: at(0), end_time: at(15), distance_meters: 7100, avg_hr_bpm: 141, trigger_method: 'SESSION_END' }],
  },
  movement_data: {
    avg_speed_meters_per_second: 7.89,
    max_speed_meters_per_second: 9.4,
    avg_cadence_rpm: 86,
    speed_samples: every([0, 7.8, 8.1, 7.9], 'speed_meters_per_second'),
    cadence_samples: every([0, 86, 88, 87], 'cadence_rpm'),
  },
  power_data: { avg_watts: 186, max_watts: 342, power_samples: every([0, 184, 201, 190], 'watts') },
  work_data: { work_kilojoules: 167.4 },
};
