/** Terra's small enumerations. Integers on the wire, but for DeviceDataType (strings). Source: terra openapi, `schemas/core`. */
import { z } from 'zod';

export const UPLOAD_TYPES = {
  UNKNOWN: 0,
  AUTOMATIC: 1,
  MANUAL: 2,
  UPDATE: 3,
  DELETE: 4,
  PENDING: 5,
  THIRD_PARTY_UPLOAD: 6,
} as const;
export const uploadTypeSchema = z.enum(UPLOAD_TYPES);

/** Deleted is said by UploadType only: 4 is another thing here, and 1 and 2 are swapped. */
export const SLEEP_UPLOAD_TYPES = { UNKNOWN: 0, MANUAL: 1, AUTOMATIC: 2, TENTATIVE: 3, INDETERMINATE: 4 } as const;
export const sleepUploadTypeSchema = z.enum(SLEEP_UPLOAD_TYPES);

export const TIMESTAMP_LOCALIZATIONS = { UTC: 0, LOCAL: 1 } as const;
export const timestampLocalizationSchema = z.enum(TIMESTAMP_LOCALIZATIONS);

const ACTIVITY_LEVELS = {
  UNKNOWN: 0,
  REST: 1,
  INACTIVE: 2,
  LOW_INTENSITY: 3,
  MEDIUM_INTENSITY: 4,
  HIGH_INTENSITY: 5,
} as const;
export const activityLevelSchema = z.enum(ACTIVITY_LEVELS);

const HEART_RATE_CONTEXTS = { NOT_SET: 0, ACTIVE: 1, NOT_ACTIVE: 2 } as const;
export const heartRateContextSchema = z.enum(HEART_RATE_CONTEXTS);

const OXYGEN_SATURATION_TYPES = { BLOOD: 0, MUSCLE: 1 } as const;
export const oxygenSaturationTypeSchema = z.enum(OXYGEN_SATURATION_TYPES);

export const deviceDataTypeSchema = z.enum([
  'STEPS',
  'ACTIVE_MINUTES',
  'BMR',
  'CALORIES',
  'DISTANCE',
  'HEART_RATE',
  'OXYGEN_SATURATION',
  'SLEEP_TYPE',
  'SPEED',
  'CADENCE',
]);

/** FIT's lap triggers, which Terra passes on as they are. */
export const LAP_TRIGGERS = [
  'MANUAL',
  'TIME',
  'DISTANCE',
  'POSITION_START',
  'POSITION_LAP',
  'POSITION_WAYPOINT',
  'POSITION_MARKED',
  'SESSION_END',
  'FITNESS_EQUIPMENT',
  'UNSPECIFIED',
] as const;
