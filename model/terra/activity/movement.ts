import { z } from 'zod';
import { number, samples, timer } from '../common/fields.js';

export const movementDataSchema = z.strictObject({
  avg_speed_meters_per_second: number,
  max_speed_meters_per_second: number,
  adjusted_max_speed_meters_per_second: number,
  normalized_speed_meters_per_second: number,
  avg_velocity_meters_per_second: number,
  max_velocity_meters_per_second: number,
  avg_pace_minutes_per_kilometer: number,
  max_pace_minutes_per_kilometer: number,
  avg_cadence_rpm: number,
  max_cadence_rpm: number,
  avg_torque_newton_meters: number,
  max_torque_newton_meters: number,
  speed_samples: samples({ speed_meters_per_second: number, timer_duration_seconds: timer }),
  cadence_samples: samples({ cadence_rpm: number, timer_duration_seconds: timer }),
  torque_samples: samples({ torque_newton_meters: number, timer_duration_seconds: timer }),
});
