/** Sports by the names that GPX and TCX files use; there is no standard, so this is what programs write. */
import { ACTIVITY_TYPES, type ActivityType } from '../../model/terra/activity/activity-type.js';

export interface Sport {
  readonly type: ActivityType;
  readonly virtual: boolean;
}

const T = ACTIVITY_TYPES;

/** Virtual rides have the type that FIT's virtual activities get (fit/sports.ts). Names of Garmin Connect, Strava (its old exports have numbers), Komoot and others, as `simple` makes them; Terra's own names come besides. */
const OTHER_NAMES: Readonly<Record<string, ActivityType>> = {
  '1': T.BIKING,
  '9': T.RUNNING,
  cycling: T.BIKING,
  bike: T.BIKING,
  bicycle: T.BIKING,
  bicycling: T.BIKING,
  ride: T.BIKING,
  velo: T.BIKING,
  roadcycling: T.ROAD_BIKING,
  roadbike: T.ROAD_BIKING,
  racebike: T.ROAD_BIKING,
  mountainbike: T.MOUNTAIN_BIKING,
  mountainbikeride: T.MOUNTAIN_BIKING,
  mountaincycling: T.MOUNTAIN_BIKING,
  mtb: T.MOUNTAIN_BIKING,
  gravelbiking: T.GRAVEL_CYCLING,
  gravelride: T.GRAVEL_CYCLING,
  indoorcycling: T.STATIONARY_BIKING,
  indoorbiking: T.STATIONARY_BIKING,
  ebikeride: T.E_BIKING,
  ebikefitness: T.E_BIKING,
  ebikemountain: T.E_MOUNTAIN_BIKING,
  emountainbikeride: T.E_MOUNTAIN_BIKING,
  run: T.RUNNING,
  streetrunning: T.RUNNING,
  trackrunning: T.RUNNING,
  trailrun: T.TRAIL_RUNNING,
  walk: T.WALKING,
  hike: T.HIKING,
  swim: T.SWIMMING,
  lapswimming: T.SWIMMING_IN_POOL,
  openwaterswim: T.OPEN_WATER_SWIMMING,
  rowingv2: T.ROWING,
  indoorrowing: T.ROWING_MACHINE,
  nordicski: T.CROSS_COUNTRY_SKIING,
  alpineski: T.DOWNHILL_SKIING,
  backcountryski: T.BACK_COUNTRY_SKIING,
  inlineskate: T.INLINE_SKATING,
  multisport: T.MULTISPORT,
  weighttraining: T.STRENGTH_TRAINING,
  virtualride: T.STATIONARY_BIKING,
  virtualcycling: T.STATIONARY_BIKING,
  virtualrun: T.TREADMILL_RUNNING,
  virtualrunning: T.TREADMILL_RUNNING,
};

/** `Road_Biking`, `road biking` and `roadBiking` are one. */
const simple = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const BY_NAME = new Map<string, ActivityType>([
  ...Object.entries(ACTIVITY_TYPES).map(([name, type]) => [simple(name), type] as const),
  ...Object.entries(OTHER_NAMES),
]);

/** Null for a name that says nothing to us. */
export function sportOf(name: string): Sport | null {
  const key = simple(name);
  const type = BY_NAME.get(key);
  return type === undefined ? null : { type, virtual: key.startsWith('virtual') };
}

const TERRA_NAMES = new Map<number, string>(Object.entries(ACTIVITY_TYPES).map(([name, type]) => [type, name.toLowerCase()]));

/** The name to write, one that `sportOf` reads back: the common word where there is one. */
export function nameOfSport({ type, virtual }: Sport): string {
  if (virtual && type === T.STATIONARY_BIKING) return 'virtual_ride';
  if (virtual && type === T.TREADMILL_RUNNING) return 'virtual_run';
  if (type === T.BIKING) return 'cycling';
  return TERRA_NAMES.get(type) ?? 'other';
}
