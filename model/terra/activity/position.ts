import { z } from 'zod';
import { position, samples, text, timer } from '../common/fields.js';

/** `center` is where the user was midway through the workout, in time. */
export const positionDataSchema = z.strictObject({
  start_pos_lat_lng_deg: position.nullable(),
  center_pos_lat_lng_deg: position.nullable(),
  end_pos_lat_lng_deg: position.nullable(),
  position_samples: samples({ coords_lat_lng_deg: position.nullable(), timer_duration_seconds: timer }),
});

/** Google's encoded polyline, five decimal places. */
export const polylineMapDataSchema = z.strictObject({ summary_polyline: text });
