import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ACTIVITY_TYPES, type ActivityTypeName, activityTypeSchema } from '../../../model/terra/activity/activity-type.js';
import { activityTypeOf } from './sport.js';

describe('sport to ActivityType', () => {
  test.each<[string | null, string | null, boolean, ActivityTypeName]>([
    ['cycling', null, false, 'BIKING'],
    ['Cycling', 'Road', false, 'ROAD_BIKING'],
    ['cycling', 'indoor', false, 'STATIONARY_BIKING'],
    ['cycling', 'virtual', false, 'STATIONARY_BIKING'],
    ['cycling', null, true, 'STATIONARY_BIKING'],
    ['cycling', 'spinning', true, 'SPINNING'],
    ['cycling', 'gravel', false, 'GRAVEL_CYCLING'],
    ['cycling', 'mountain', false, 'MOUNTAIN_BIKING'],
    ['mountain-biking', null, false, 'MOUNTAIN_BIKING'],
    ['cycling', 'e-bike', false, 'E_BIKING'],
    ['ebike', 'mtb', false, 'E_MOUNTAIN_BIKING'],
    ['running', null, false, 'RUNNING'],
    ['running', 'treadmill', false, 'TREADMILL_RUNNING'],
    ['running', 'trail', false, 'TRAIL_RUNNING'],
    ['rowing', 'indoor', false, 'ROWING_MACHINE'],
    ['strength training', null, false, 'STRENGTH_TRAINING'],
    ['hiit', null, false, 'HIIT'],
    ['quidditch', 'indoor', true, 'OTHER'],
    [null, null, false, 'OTHER'],
  ])('%s, %s, on a trainer: %s is %s', (sport, subSport, trainer, name) => {
    expect(activityTypeOf(sport, subSport, trainer)).toBe(ACTIVITY_TYPES[name]);
  });

  test('any words give a type of Terra', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('cycling', 'constructor', '__proto__', 'toString'));
    fc.assert(
      fc.property(
        word,
        word,
        fc.boolean(),
        (sport, sub, trainer) => activityTypeSchema.safeParse(activityTypeOf(sport, sub, trainer)).success,
      ),
    );
  });
});
