/** Kinds of activity: their codes, and the codes of what is measured in them. */
import {
  ACTIVITY_TYPES,
  type ActivityType,
  type ActivityTypeName,
  activityTypeTitle,
} from '../../model/terra/activity/activity-type.js';
import type { FhirCoding, FhirConcept } from './resources.js';
import { loinc, own, pghd } from './systems.js';

/** Codes of quantities that are named after the sport. */
export interface SportCodes {
  readonly distance: readonly FhirCoding[];
  readonly speed: FhirCoding;
  readonly power: FhirCoding;
  readonly cadence: FhirCoding;
}

/** 103208-5 is distance traveled, by whatever means. */
const ANY: SportCodes = {
  distance: [pghd('distance'), loinc('103208-5')],
  speed: pghd('speed'),
  power: pghd('power'),
  cadence: own('cadence'),
};
const ON_FOOT: SportCodes = { ...ANY, distance: [pghd('distanceWalkingRunning'), loinc('103208-5')] };
const RUNNING: SportCodes = { ...ON_FOOT, speed: pghd('runningSpeed'), power: pghd('runningPower') };
const CYCLING: SportCodes = {
  distance: [pghd('distanceCycling'), loinc('93818-3')],
  speed: pghd('cyclingSpeed'),
  power: pghd('cyclingPower'),
  cadence: pghd('cyclingCadence'),
};
const SWIMMING: SportCodes = { ...ANY, distance: [pghd('distanceSwimming'), loinc('93816-7')] };
const NORDIC: SportCodes = {
  ...ANY,
  distance: [pghd('distanceCrossCountrySkiing'), loinc('103208-5')],
  speed: pghd('crossCountrySkiingSpeed'),
};
const ROWING: SportCodes = { ...ANY, distance: [pghd('distanceRowing'), loinc('103208-5')], speed: pghd('rowingSpeed') };
const PADDLING: SportCodes = {
  ...ANY,
  distance: [pghd('distancePaddleSports'), loinc('103208-5')],
  speed: pghd('paddleSportsSpeed'),
};

/** Answers of LOINC 73985-4. */
const BICYCLING = 'LA11837-4';
const RUNNING_ANSWER = 'LA11836-6';
const JOGGING = 'LA11835-8';
const WALKING = 'LA11834-1';
const SWIMMING_ANSWER = 'LA11838-2';
const WEIGHTS = 'LA11839-0';
const MIXED = 'LA11840-8';

interface Kind {
  readonly types: readonly ActivityTypeName[];
  readonly codes: SportCodes;
  readonly answer: string | null;
  readonly workout: string;
}
const kind = (types: readonly ActivityTypeName[], workout: string, answer: string | null, codes = ANY): Kind => ({
  types,
  workout,
  answer,
  codes,
});

// prettier-ignore
const KINDS: readonly Kind[] = [
  kind(['BIKING', 'MOUNTAIN_BIKING', 'ROAD_BIKING', 'SPINNING', 'STATIONARY_BIKING', 'UTILITY_BIKING', 'GRAVEL_CYCLING', 'E_BIKING', 'E_MOUNTAIN_BIKING'], 'cycling', BICYCLING, CYCLING),
  kind(['HAND_BIKING'], 'handCycling', null, CYCLING),
  kind(['RUNNING', 'RUNNING_ON_SAND', 'TREADMILL_RUNNING', 'INDOOR_RUNNING', 'TRAIL_RUNNING'], 'running', RUNNING_ANSWER, RUNNING),
  kind(['JOGGING'], 'running', JOGGING, RUNNING),
  kind(['WALKING', 'WALKING_FOR_FITNESS', 'NORDIC_WALKING', 'TREADMILL_WALKING', 'WALKING_WITH_STROLLER'], 'walking', WALKING, ON_FOOT),
  kind(['HIKING'], 'hiking', null, ON_FOOT),
  kind(['SWIMMING', 'SWIMMING_IN_POOL', 'OPEN_WATER_SWIMMING'], 'swimming', SWIMMING_ANSWER, SWIMMING),
  kind(['STRENGTH_TRAINING', 'WEIGHTLIFTING', 'KETTLEBELL_TRAINING'], 'traditionalStrengthTraining', WEIGHTS),
  kind(['TRIATHLON', 'MULTISPORT'], 'swimBikeRun', MIXED),
  kind(['CROSS_COUNTRY_SKIING', 'ROLLER_SKIING', 'BACK_COUNTRY_SKIING'], 'crossCountrySkiing', null, NORDIC),
  kind(['DOWNHILL_SKIING', 'SKIING'], 'downhillSkiing', null),
  kind(['SNOWBOARDING'], 'snowboarding', null),
  kind(['ROWING', 'ROWING_MACHINE'], 'rowing', null, ROWING),
  kind(['KAYAKING', 'CANOEING', 'PADDLING', 'STAND_UP_PADDLEBOARDING'], 'paddleSports', null, PADDLING),
  kind(['ELLIPTICAL'], 'elliptical', null),
  kind(['YOGA'], 'yoga', null),
  kind(['PILATES'], 'pilates', null),
  kind(['HIIT'], 'highIntensityIntervalTraining', null),
  kind(['STAIR_CLIMBING_MACHINE'], 'stairClimbing', null),
  kind(['STAIR_CLIMBING'], 'stairs', null),
  kind(['ROCK_CLIMBING'], 'climbing', null),
  kind(['SKATING', 'CROSS_SKATING', 'ICE_SKATING', 'INLINE_SKATING', 'INDOOR_SKATING', 'INDOOR_ROLLERBLADING', 'SKATEBOARDING'], 'skatingSports', null),
];
const OTHER = kind([], 'other', null);
const BY_TYPE = new Map<number, Kind>(KINDS.flatMap((one) => one.types.map((name) => [ACTIVITY_TYPES[name], one] as const)));
const kindOf = (type: ActivityType): Kind => BY_TYPE.get(type) ?? OTHER;

export const sportCodesOf = (type: ActivityType): SportCodes => kindOf(type).codes;

/** The answer to "Exercise activity": LOINC's where it has one, HealthKit's by the PHR guide, Terra's name for people. */
export function activityTypeConcept(type: ActivityType): FhirConcept {
  const { answer, workout } = kindOf(type);
  return {
    coding: [...(answer === null ? [] : [loinc(answer)]), pghd(workout)],
    text: activityTypeTitle(type) ?? `Activity type ${type}`,
  };
}
