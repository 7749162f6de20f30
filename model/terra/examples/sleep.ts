/** A night; invented. What is not said here is null. */
const at = (time: string): string => `2026-09-21T${time}:00.000000+02:00`;

export const SLEEP_EXAMPLE = {
  metadata: {
    start_time: '2026-09-20T23:05:00.000000+02:00',
    end_time: at('06:50'),
    summary_id: 'sleep-4410',
    upload_type: 2,
    is_nap: false,
    timestamp_localization: 1,
  },
  device_data: { name: 'Ring 2', manufacturer: 'Example' },
  heart_rate_data: { summary: { avg_hr_bpm: 54, min_hr_bpm: 47, avg_hrv_rmssd: 62 } },
  readiness_data: { readiness: 81, recovery_level: 5 },
  respiration_data: {
    breaths_data: { avg_breaths_per_min: 14.2, samples: [{ timestamp: at('02:00'), breaths_per_min: 14 }] },
    oxygen_saturation_data: { avg_saturation_percentage: 96 },
  },
  scores: { sleep: 86 },
  sleep_durations_data: {
    asleep: {
      duration_asleep_state_seconds: 26400,
      duration_deep_sleep_state_seconds: 5700,
      duration_light_sleep_state_seconds: 14400,
      duration_REM_sleep_state_seconds: 6300,
      num_REM_events: 4,
    },
    awake: { duration_awake_state_seconds: 1500, num_wakeup_events: 3, sleep_latency_seconds: 600 },
    other: { duration_in_bed_seconds: 27900 },
    sleep_efficiency: 94.6,
    hypnogram_samples: [
      { timestamp: '2026-09-20T23:15:00.000000+02:00', level: 4 },
      { timestamp: at('00:05'), level: 5 },
      { timestamp: at('01:10'), level: 6 },
    ],
  },
  temperature_data: { delta: -0.2 },
};
