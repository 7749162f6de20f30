import { describe, expect, test } from '@jest/globals';
import { activitySchema } from './activity/activity.js';
import { activityTypeSchema, activityTypeTitle } from './activity/activity-type.js';
import { isSampleKey } from './common/samples.js';
import { DATA_TYPES } from './data-types.js';
import { RECORD_EXAMPLES } from './examples/records.js';
import { deletedRecord, MODELS, modelOf } from './models.js';

const { activity, body, daily, sleep } = RECORD_EXAMPLES;

/** All keys, at any depth, that hold a list of samples. */
function sampleKeys(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...(isSampleKey(key) ? [key] : []), ...sampleKeys(inner)]);
}

describe('the strict form', () => {
  test('refuses a missing key, an unknown key and a number that is no type', () => {
    const nothing = Object.fromEntries(Object.keys(activitySchema.shape).map((key) => [key, null]));
    expect(activitySchema.safeParse(nothing).success).toBe(false);
    expect(activitySchema.shape.work_data.safeParse({}).success).toBe(false);
    expect(activitySchema.shape.work_data.safeParse({ work_kilojoules: 1, more: 1 }).success).toBe(false);
    expect(activityTypeSchema.safeParse(2).success).toBe(false);
  });

  test('types of activity have titles', () => {
    expect(activityTypeTitle(150)).toBe('Gravel Cycling');
    expect(activityTypeTitle(2)).toBeUndefined();
  });
});

describe('keys and times', () => {
  test('activity and sleep are known by their id, a day by its local date, the athlete by being alone', () => {
    expect(MODELS.activity.naturalKey(activity)).toBe('ride-981');
    expect(MODELS.sleep.naturalKey(sleep)).toBe('sleep-4410');
    expect(MODELS.athlete.naturalKey(RECORD_EXAMPLES.athlete)).toBe('athlete');
    for (const type of ['body', 'daily', 'menstruation', 'nutrition'] as const)
      expect(modelOf(type).naturalKey(RECORD_EXAMPLES[type])).toBe('2026-09-21');
  });

  test('the date is the one that is written, in whatever zone', () => {
    const east = { ...daily, metadata: { ...daily.metadata, start_time: '2026-09-21T00:00:00.000000+14:00' } };
    expect(MODELS.daily.naturalKey(east)).toBe('2026-09-21');
  });

  test('a sleep without an id is known by its start', () => {
    const unnamed = { ...sleep, metadata: { ...sleep.metadata, summary_id: null } };
    expect(MODELS.sleep.naturalKey(unnamed)).toBe('2026-09-20T23:05:00.000000+02:00');
  });

  test('times are the record’s own; an athlete has none', () => {
    expect(MODELS.body.startTime(body)).toBe('2026-09-21T00:00:00.000000+02:00');
    expect(MODELS.body.endTime(body)).toBe('2026-09-22T00:00:00.000000+02:00');
    expect(MODELS.athlete.startTime(RECORD_EXAMPLES.athlete)).toBeNull();
  });
});

describe('samples', () => {
  test('are told from summaries', () => {
    expect(['hr_samples', 'hrv_samples_rmssd', 'MET_samples', 'samples', 'ecg_signal'].every(isSampleKey)).toBe(true);
    expect(['TSS_samples', 'metadata', 'measurements', 'meals', 'laps'].some(isSampleKey)).toBe(false);
  });

  test.each(DATA_TYPES)('a summary of %s has none and is a record of its own', (type) => {
    const model = modelOf(type);
    const summary = model.summaryOf(RECORD_EXAMPLES[type]);
    expect(sampleKeys(summary).filter((key) => key !== 'TSS_samples')).toEqual([]);
    expect(model.schema.parse(summary)).toEqual(summary);
  });

  test('all else stays', () => {
    expect(MODELS.activity.summaryOf(activity).power_data).toEqual({ avg_watts: 186, max_watts: 342 });
    expect(MODELS.activity.summaryOf(activity).lap_data).toEqual(activity.lap_data);
    expect(MODELS.body.summaryOf(body).measurements_data).toEqual(body.measurements_data);
  });
});

describe('a deleted record', () => {
  test.each(DATA_TYPES)('of %s is whole', (type) => {
    const record = RECORD_EXAMPLES[type];
    const deleted = deletedRecord(type, 'metadata' in record ? record.metadata : {});
    expect(modelOf(type).schema.parse(deleted)).toEqual(deleted);
    expect(modelOf(type).naturalKey(deleted)).toBe(modelOf(type).naturalKey(record));
  });

  test('says so where the model can, and keeps nothing but its metadata', () => {
    expect(deletedRecord('activity', activity.metadata)).toMatchObject({
      metadata: { ...activity.metadata, upload_type: 4 },
      power_data: null,
    });
    expect(deletedRecord('daily', daily.metadata)).toMatchObject({ metadata: { upload_type: 4 }, scores: null });
    // Sleep's 4 is Indeterminate.
    expect(deletedRecord('sleep', sleep.metadata)).toMatchObject({ metadata: sleep.metadata, scores: null });
  });
});
