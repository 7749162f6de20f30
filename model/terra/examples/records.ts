/** A whole record of each type: the examples with every key that the model has. */
import type { DataType } from '../data-types.js';
import { MODELS, type RecordOf } from '../models.js';
import { ACTIVITY_EXAMPLE } from './activity.js';
import { BODY_EXAMPLE, DAILY_EXAMPLE, MENSTRUATION_EXAMPLE, NUTRITION_EXAMPLE } from './day.js';
import { SLEEP_EXAMPLE } from './sleep.js';
import { ATHLETE_EXAMPLE } from './user.js';

/** What a client may send; what is not said is filled in. */
export const UPLOAD_EXAMPLES: Readonly<Record<DataType, object>> = {
  activity: ACTIVITY_EXAMPLE,
  athlete: ATHLETE_EXAMPLE,
  body: BODY_EXAMPLE,
  daily: DAILY_EXAMPLE,
  menstruation: MENSTRUATION_EXAMPLE,
  nutrition: NUTRITION_EXAMPLE,
  sleep: SLEEP_EXAMPLE,
};

export const RECORD_EXAMPLES: RecordOf = {
  activity: MODELS.activity.upload.parse(ACTIVITY_EXAMPLE),
  athlete: MODELS.athlete.upload.parse(ATHLETE_EXAMPLE),
  body: MODELS.body.upload.parse(BODY_EXAMPLE),
  daily: MODELS.daily.upload.parse(DAILY_EXAMPLE),
  menstruation: MODELS.menstruation.upload.parse(MENSTRUATION_EXAMPLE),
  nutrition: MODELS.nutrition.upload.parse(NUTRITION_EXAMPLE),
  sleep: MODELS.sleep.upload.parse(SLEEP_EXAMPLE),
};
