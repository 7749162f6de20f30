import { expect, test } from '@jest/globals';
import { ACTIVITY_TYPES } from '../../model/terra/activity/activity-type.js';
import { nameOfSport, sportOf } from './sport-names.js';

test('every type of Terra has a name that is read back', () => {
  for (const type of Object.values(ACTIVITY_TYPES))
    for (const virtual of [false, true]) expect(sportOf(nameOfSport({ type, virtual }))?.type).toBe(type);
});

test.each([
  ['cycling', ACTIVITY_TYPES.BIKING, false],
  ['Road_Biking', ACTIVITY_TYPES.ROAD_BIKING, false],
  ['MountainBikeRide', ACTIVITY_TYPES.MOUNTAIN_BIKING, false],
  ['VirtualRide', ACTIVITY_TYPES.STATIONARY_BIKING, true],
  ['9', ACTIVITY_TYPES.RUNNING, false],
  ['Other', ACTIVITY_TYPES.OTHER, false],
])('%s is known', (name, type, virtual) => expect(sportOf(name)).toEqual({ type, virtual }));

test('a name that says nothing is none', () => expect([sportOf('Sonntagsrunde'), sportOf('')]).toEqual([null, null]));
