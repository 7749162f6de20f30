/** The seven models in one place: how each is checked, named, dated and shortened. */
import type { z } from 'zod';
import { type Activity, activitySchema } from './activity/activity.js';
import { type Athlete, athleteSchema } from './athlete/athlete.js';
import { type Body, bodySchema } from './body/body.js';
import { UPLOAD_TYPES } from './common/enumerations.js';
import { withoutSamples } from './common/samples.js';
import { type Daily, dailySchema } from './daily/daily.js';
import type { DataType } from './data-types.js';
import { type Menstruation, menstruationSchema } from './menstruation/menstruation.js';
import { type Nutrition, nutritionSchema } from './nutrition/nutrition.js';
import { type Sleep, sleepSchema } from './sleep/sleep.js';
import { uploadOf } from './upload/lenient.js';

export interface RecordOf {
  readonly activity: Activity;
  readonly athlete: Athlete;
  readonly body: Body;
  readonly daily: Daily;
  readonly menstruation: Menstruation;
  readonly nutrition: Nutrition;
  readonly sleep: Sleep;
}
export type AnyRecord = RecordOf[DataType];

export interface Model<Rec extends AnyRecord = AnyRecord> {
  readonly title: string;
  /** What we produce: every key is there, null where nothing is known; only lists of samples may be left out. */
  readonly schema: z.ZodType<Rec>;
  /** What we take from others (upload/lenient.ts); gives the strict form. */
  readonly upload: z.ZodType<Rec>;
  /** Which record of its connection it is: a later one with the same key takes its place. */
  naturalKey(record: Rec): string;
  /** As the record writes it; null for one that is about no time. */
  startTime(record: Rec): string | null;
  endTime(record: Rec): string | null;
  /** The record without its samples. */
  summaryOf(record: Rec): Rec;
}

/** The key of what there is once for a connection. */
const ONLY_ONE = 'athlete';

interface Dated {
  readonly metadata: { readonly start_time: string; readonly end_time: string };
}

/** `2026-09-21`, as the record writes it: the day is the user's own, in the user's own time. */
const localDay = (record: Dated): string => record.metadata.start_time.slice(0, 10);

const shorten = <Rec>(schema: z.ZodType<Rec>, record: Rec): Rec =>
  schema.parse(JSON.parse(JSON.stringify(record, withoutSamples)));

function dated<Rec extends AnyRecord & Dated>(
  title: string,
  schema: z.ZodType<Rec>,
  upload: z.ZodType<Rec>,
  naturalKey: (record: Rec) => string,
): Model<Rec> {
  return {
    title,
    schema,
    upload: upload.refine(({ metadata }) => Date.parse(metadata.end_time) >= Date.parse(metadata.start_time), {
      path: ['metadata', 'end_time'],
      error: 'must not be before start_time',
    }),
    naturalKey,
    startTime: (record) => record.metadata.start_time,
    endTime: (record) => record.metadata.end_time,
    summaryOf: (record) => shorten(schema, record),
  };
}

/** Keys by Terra's rule: an activity and a sleep have an id of their own, what else is dated is there once a day, the athlete once. */
export const MODELS: { readonly [Type in DataType]: Model<RecordOf[Type]> } = {
  activity: dated('Activity', activitySchema, uploadOf(activitySchema), (record) => record.metadata.summary_id),
  athlete: {
    title: 'Athlete',
    schema: athleteSchema,
    upload: uploadOf(athleteSchema),
    naturalKey: () => ONLY_ONE,
    startTime: () => null,
    endTime: () => null,
    summaryOf: (record) => record,
  },
  body: dated('Body', bodySchema, uploadOf(bodySchema), localDay),
  daily: dated('Daily', dailySchema, uploadOf(dailySchema), localDay),
  menstruation: dated('Menstruation', menstruationSchema, uploadOf(menstruationSchema), localDay),
  nutrition: dated('Nutrition', nutritionSchema, uploadOf(nutritionSchema), localDay),
  // Terra lets a sleep be without an id; nobody falls asleep twice at once.
  sleep: dated('Sleep', sleepSchema, uploadOf(sleepSchema), ({ metadata }) => metadata.summary_id ?? metadata.start_time),
};

/** The same for a type that is known only when running. */
export const modelOf = (type: DataType): Model => MODELS[type];

/** Sleep's `upload_type` has no word for it (4 is Indeterminate), the others have none at all: there, all that was known is null. */
const SAYS_DELETED: ReadonlySet<DataType> = new Set<DataType>(['activity', 'daily']);

/**
 * The last revision of a record that is gone: its metadata with `upload_type` 4 where the model has that, all else null.
 * @param metadata of the record as it was; ignored for an athlete, who has none
 * @throws ZodError for metadata that is none
 */
export function deletedRecord(type: DataType, metadata: Readonly<Record<string, unknown>>): AnyRecord {
  if (type === 'athlete') return MODELS.athlete.upload.parse({});
  const deleted = SAYS_DELETED.has(type) ? { upload_type: UPLOAD_TYPES.DELETE } : {};
  return modelOf(type).upload.parse({ metadata: { ...metadata, ...deleted } });
}
