/** The Observations of a recording: what is known of it, its legs, its samples, and the group that holds them together. */
import { Problem } from '../../model/problem.js';
import type { Leg, Recording } from '../recording/recording.js';
import { type FhirContext, patientReference } from './context.js';
import { MICROS_PER_SECOND } from './grid.js';
import { measured } from './measures.js';
import { ACTIVITY_TYPE, GROUP, GROUP_CODE, legSlug, MAX_LEGS, observation, referenceTo, seriesSlug } from './observation.js';
import type { FhirDevice, FhirObservation } from './resources.js';
import { seriesOf } from './series.js';
import { activityTypeConcept, sportCodesOf } from './sports.js';
import { loinc, own } from './systems.js';
import { plainText } from './text.js';
import { dateTime, effective } from './time.js';

const EXERCISE_ACTIVITY = loinc('73985-4');

/**
 * The group first.
 * @throws Problem payload: more legs than can be named, times out of range, samples over more than a fortnight.
 */
export function observationsOf(context: FhirContext, recording: Recording, device: FhirDevice): readonly FhirObservation[] {
  const { legs, name, startMicros, totals, type, utcOffsetSeconds } = recording;
  if (legs.length > MAX_LEGS)
    throw new Problem('payload', `the activity has ${legs.length} legs, FHIR gets at most ${MAX_LEGS}: split it at its source`, {
      code: 'FHIR_LEGS',
    });
  const status = context.revision > 1 ? 'corrected' : 'final';
  const patient = patientReference(context);
  const endMicros = endOf(recording);
  const whole = {
    ...effective(startMicros, endMicros, utcOffsetSeconds),
    performer: [patient],
    device: referenceTo(device),
  };

  const kind: FhirObservation = {
    ...observation(context, {
      slug: ACTIVITY_TYPE,
      status,
      code: { coding: [EXERCISE_ACTIVITY], text: 'Type of activity' },
      profile: 'measure',
    }),
    ...whole,
    valueCodeableConcept: activityTypeConcept(type),
  };
  const members = measured(totals, sportCodesOf(type)).map(({ measure, codes, quantity }): FhirObservation => ({
    ...observation(context, {
      slug: measure.slug,
      status,
      code: { coding: codes, text: measure.text },
      vitalSign: measure.vitalSign === true,
      profile: 'measure',
    }),
    ...whole,
    valueQuantity: quantity,
  }));
  // One leg is the whole again.
  const parts = legs.length < 2 ? [] : legs;
  const ofLegs = parts.map((leg, index): FhirObservation => ({
    ...observation(context, {
      slug: legSlug(index),
      status,
      code: { coding: [EXERCISE_ACTIVITY, own('leg')], text: `Leg ${index + 1}` },
      profile: 'measure',
    }),
    ...whole,
    ...effective(startMicros + leg.startMicros, legEnd(recording, leg, parts[index + 1], endMicros), utcOffsetSeconds),
    valueCodeableConcept: activityTypeConcept(leg.type),
    ...componentsOf(leg),
  }));
  const series = seriesOf(recording).map(({ component, startMicros: from, endMicros: to }, index): FhirObservation => ({
    ...observation(context, {
      slug: seriesSlug(index),
      status,
      code: { coding: [own('activity-series')], text: 'Samples of the activity' },
      profile: null,
    }),
    ...whole,
    ...effective(from, to, utcOffsetSeconds),
    component,
  }));
  const text = plainText(name);
  const group: FhirObservation = {
    ...observation(context, { slug: GROUP, status, code: GROUP_CODE, profile: 'group' }),
    ...whole,
    // The guide wants its author and time with a note.
    ...(text !== null && {
      note: [{ authorReference: patient, time: dateTime(context.recordedAt.getTime() * 1000, null), text }],
    }),
    hasMember: [kind, ...members, ...ofLegs].map(referenceTo),
    // Samples are no member: the guide's members have a Quantity or a concept.
    ...(series.length > 0 && { derivedFrom: series.map(referenceTo) }),
  };
  return [group, kind, ...members, ...ofLegs, ...series];
}

/** Since the epoch: the claimed end or the last sample, whichever is later. @returns null when neither is known. */
function endOf({ samples, startMicros, totals }: Recording): number | null {
  const seconds = totals.elapsedSeconds ?? totals.timerSeconds;
  const last = samples.micros.at(-1);
  if (seconds === null) return last === undefined ? null : startMicros + last;
  return startMicros + Math.max(seconds * MICROS_PER_SECOND, last ?? 0);
}

function legEnd({ startMicros }: Recording, leg: Leg, next: Leg | undefined, end: number | null): number | null {
  const seconds = leg.totals.elapsedSeconds ?? leg.totals.timerSeconds;
  if (seconds !== null) return startMicros + leg.startMicros + seconds * MICROS_PER_SECOND;
  return next === undefined ? end : startMicros + next.startMicros;
}

function componentsOf(leg: Leg): Pick<FhirObservation, 'component'> {
  const component = measured(leg.totals, sportCodesOf(leg.type)).map(({ measure, codes, quantity }) => ({
    code: { coding: codes, text: measure.text },
    valueQuantity: quantity,
  }));
  return component.length === 0 ? {} : { component };
}
