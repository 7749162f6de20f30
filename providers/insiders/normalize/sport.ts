/** Insiders' sport and sub-sport to Terra's ActivityType. What is not known becomes OTHER (108): no record fails for its sport. */
import type { ActivityType, ActivityTypeName } from '../../../model/terra/activity/activity-type.js';
import { ACTIVITY_TYPES } from '../../../model/terra/activity/activity-type.js';

interface Sport {
  readonly any: ActivityTypeName;
  /** On a trainer, a treadmill or the like. */
  readonly indoor?: ActivityTypeName;
  readonly sub?: Readonly<Record<string, ActivityTypeName>>;
}

const CYCLING: Sport = {
  any: 'BIKING',
  indoor: 'STATIONARY_BIKING',
  sub: {
    road: 'ROAD_BIKING',
    gravel: 'GRAVEL_CYCLING',
    mountain: 'MOUNTAIN_BIKING',
    mtb: 'MOUNTAIN_BIKING',
    ebike: 'E_BIKING',
    e_bike: 'E_BIKING',
    emtb: 'E_MOUNTAIN_BIKING',
    e_mtb: 'E_MOUNTAIN_BIKING',
    ebike_mountain: 'E_MOUNTAIN_BIKING',
    spin: 'SPINNING',
    spinning: 'SPINNING',
    handcycling: 'HAND_BIKING',
    commuting: 'UTILITY_BIKING',
  },
};
const RUNNING: Sport = {
  any: 'RUNNING',
  indoor: 'TREADMILL_RUNNING',
  sub: { trail: 'TRAIL_RUNNING', treadmill: 'TREADMILL_RUNNING' },
};
const E_BIKING: Sport = { any: 'E_BIKING', sub: { mountain: 'E_MOUNTAIN_BIKING', mtb: 'E_MOUNTAIN_BIKING' } };
const STRENGTH: Sport = { any: 'STRENGTH_TRAINING' };

const SPORTS: ReadonlyMap<string, Sport> = new Map<string, Sport>([
  ['cycling', CYCLING],
  ['biking', CYCLING],
  ['mountain_biking', { any: 'MOUNTAIN_BIKING', sub: { ebike: 'E_MOUNTAIN_BIKING', e_bike: 'E_MOUNTAIN_BIKING' } }],
  ['gravel_cycling', { any: 'GRAVEL_CYCLING' }],
  ['ebike', E_BIKING],
  ['e_biking', E_BIKING],
  ['running', RUNNING],
  ['walking', { any: 'WALKING', indoor: 'TREADMILL_WALKING' }],
  ['hiking', { any: 'HIKING' }],
  [
    'swimming',
    { any: 'SWIMMING', sub: { pool: 'SWIMMING_IN_POOL', lap: 'SWIMMING_IN_POOL', open_water: 'OPEN_WATER_SWIMMING' } },
  ],
  ['rowing', { any: 'ROWING', indoor: 'ROWING_MACHINE', sub: { machine: 'ROWING_MACHINE' } }],
  [
    'skiing',
    {
      any: 'SKIING',
      sub: {
        cross_country: 'CROSS_COUNTRY_SKIING',
        alpine: 'DOWNHILL_SKIING',
        downhill: 'DOWNHILL_SKIING',
        backcountry: 'BACK_COUNTRY_SKIING',
      },
    },
  ],
  ['snowboarding', { any: 'SNOWBOARDING' }],
  ['strength', STRENGTH],
  ['strength_training', STRENGTH],
  ['hiit', { any: 'HIIT' }],
  ['yoga', { any: 'YOGA' }],
  ['triathlon', { any: 'TRIATHLON' }],
  ['multisport', { any: 'MULTISPORT' }],
]);

const INDOOR = new Set(['indoor', 'virtual', 'trainer', 'treadmill', 'machine']);
const wordOf = (text: string | null | undefined): string =>
  text
    ?.trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_') ?? '';

/** A sub-sport of its own goes before "indoor": a spinning class is spinning, though on a trainer. */
export function activityTypeOf(
  sport: string | null | undefined,
  subSport: string | null | undefined,
  trainer: boolean,
): ActivityType {
  const known = SPORTS.get(wordOf(sport));
  if (known === undefined) return ACTIVITY_TYPES.OTHER;
  const sub = wordOf(subSport);
  const special = known.sub !== undefined && Object.hasOwn(known.sub, sub) ? known.sub[sub] : undefined;
  const name = special ?? (trainer || INDOOR.has(sub) ? known.indoor : undefined) ?? known.any;
  return ACTIVITY_TYPES[name];
}
