import { expect, test } from '@jest/globals';
import { ACTIVITY_TYPES, type ActivityTypeName, activityTypeSchema } from '../../model/terra/activity/activity-type.js';
import { activityTypeOfFit, fitSportOf } from './sports.js';

test.each<[number, number, ActivityTypeName]>([
  [2, 0, 'BIKING'],
  [2, NaN, 'BIKING'],
  [2, 7, 'ROAD_BIKING'],
  [2, 6, 'STATIONARY_BIKING'],
  [2, 58, 'STATIONARY_BIKING'],
  [2, 46, 'GRAVEL_CYCLING'],
  [2, 99, 'BIKING'],
  [1, 3, 'TRAIL_RUNNING'],
  [5, 17, 'SWIMMING_IN_POOL'],
  [5, 18, 'OPEN_WATER_SWIMMING'],
  [10, 20, 'STRENGTH_TRAINING'],
  [12, NaN, 'CROSS_COUNTRY_SKIING'],
  [3, 0, 'OTHER'],
  [250, 0, 'OTHER'],
  [NaN, NaN, 'UNKNOWN'],
])('sport %d, sub-sport %d is %s', (sport, subSport, name) => {
  expect(activityTypeOfFit(sport, subSport)).toBe(ACTIVITY_TYPES[name]);
});

test('every type has a sport that reads back as the type, or as OTHER where FIT has no word', () => {
  const lost = Object.entries(ACTIVITY_TYPES).filter(([, type]) => {
    const { sport, subSport } = fitSportOf(type, false);
    const back = activityTypeOfFit(sport, subSport);
    expect(back === type || back === ACTIVITY_TYPES.OTHER).toBe(true);
    return back !== type;
  });
  expect(lost.map(([name]) => name)).toEqual(expect.arrayContaining(['ZUMBA', 'GARDENING', 'STILL']));
  expect(lost.map(([name]) => name).filter((name) => /BIKING|RUNNING|SWIM|ROWING|HIKING/.test(name))).toEqual([
    'RUNNING_ON_SAND',
  ]);
});

test('strength training stays training', () => {
  expect(fitSportOf(ACTIVITY_TYPES.STRENGTH_TRAINING, false)).toEqual({ sport: 10, subSport: 20 });
  expect(activityTypeOfFit(4, 20)).toBe(ACTIVITY_TYPES.STRENGTH_TRAINING);
});

test('every pair of numbers is some type of Terra', () => {
  for (let sport = 0; sport < 256; sport++)
    for (let subSport = 0; subSport < 256; subSport++)
      expect(activityTypeSchema.safeParse(activityTypeOfFit(sport, subSport)).success).toBe(true);
});
