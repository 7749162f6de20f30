/** An activity event as it is sent. */
import type { DeliveryItem } from '../../kit/destination.js';
import { testItem } from '../../kit/testing/items.js';
import type { ItemOptions } from '../../kit/testing/items.js';

export const activityItem = (data: unknown, options: ItemOptions = {}): DeliveryItem => {
  const item = testItem(options);
  const event: unknown = JSON.parse(Buffer.from(item.body).toString());
  return { ...item, body: Buffer.from(JSON.stringify({ ...Object(event), data: [data] })) };
};

export const RIDE = {
  metadata: {
    start_time: '2026-09-21T18:00:00.123456+02:00',
    end_time: '2026-09-21T18:45:00.000000+02:00',
    name: 'Evening\u0000ride 🚴',
    type: 1,
  },
  active_durations_data: { activity_seconds: 2700 },
  distance_data: { summary: { distance_meters: 21_500.5, elevation: { gain_actual_meters: 310 } } },
  calories_data: { total_burned_calories: 640 },
  heart_rate_data: { summary: { avg_hr_bpm: 141, max_hr_bpm: 178 } },
  power_data: { avg_watts: 201.5, max_watts: 712 },
  TSS_data: { TSS_samples: [{ normalized_power_watts: 221 }] },
  movement_data: {
    avg_cadence_rpm: 84,
    max_cadence_rpm: 121,
    avg_speed_meters_per_second: 7.96,
    max_speed_meters_per_second: 17,
  },
  device_data: { name: 'Bike computer' },
};

/** What of it is in the table, times aside. */
export const RIDE_COLUMNS = {
  utc_offset_minutes: 120,
  name: 'Evening\ufffdride 🚴',
  type: 1,
  duration_seconds: 2700,
  distance_meters: 21_500.5,
  elevation_gain_meters: 310,
  calories: 640,
  avg_hr_bpm: 141,
  max_hr_bpm: 178,
  avg_watts: 201.5,
  max_watts: 712,
  normalized_power_watts: 221,
  avg_cadence_rpm: 84,
  max_cadence_rpm: 121,
  avg_speed_meters_per_second: 7.96,
  max_speed_meters_per_second: 17,
  device_name: 'Bike computer',
};

/** Of other types than Terra's, or impossible. */
export const ODD = {
  metadata: { start_time: '2026-02-31T10:00:00+01:00', end_time: 'yesterday', name: 7, type: '1' },
  distance_data: { summary: 'far' },
  power_data: { avg_watts: '200', max_watts: null },
  TSS_data: { TSS_samples: [] },
};
