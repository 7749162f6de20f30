/** What all Observations of a record have in common. */
import { type FhirContext, identifiersOf, patientReference, recordIdOf } from './context.js';
import { MAX_GRIDS } from './grid.js';
import { MEASURES } from './measures.js';
import type { FhirConcept, FhirObservation, FhirObservationStatus, FhirReference } from './resources.js';
import { SYSTEMS } from './systems.js';

/** A triathlon has five. */
export const MAX_LEGS = 32;

export const GROUP = 'group';
export const ACTIVITY_TYPE = 'activity-type';
export const legSlug = (index: number): string => `leg-${index + 1}`;
export const seriesSlug = (index: number): string => `series-${index + 1}`;

const count = (length: number, slug: (index: number) => string): readonly string[] => Array.from({ length }, (_, i) => slug(i));

/** Every Observation that a revision of a record may have. */
export const SLUGS: readonly string[] = [
  GROUP,
  ACTIVITY_TYPE,
  ...MEASURES.map(({ slug }) => slug),
  ...count(MAX_LEGS, legSlug),
  ...count(MAX_GRIDS, seriesSlug),
];

export const observationIdOf = (context: FhirContext, slug: string): string => `${recordIdOf(context)}-${slug}`;

const ACTIVITY: FhirConcept = { coding: [{ system: SYSTEMS.category, code: 'activity' }], text: 'Activity' };
const PHYSICAL_ACTIVITY: FhirConcept = {
  coding: [{ system: SYSTEMS.physicalActivity, code: 'PhysicalActivity' }],
  text: 'Physical activity',
};
const VITAL_SIGNS: FhirConcept = { coding: [{ system: SYSTEMS.category, code: 'vital-signs' }], text: 'Vital signs' };

const GUIDE = 'http://hl7.org/fhir/us/physical-activity/StructureDefinition';
const PROFILES = { group: `${GUIDE}/pa-observation-activity-group`, measure: `${GUIDE}/pa-observation-activity-measure` };

export interface Common {
  readonly slug: string;
  readonly status: FhirObservationStatus;
  readonly code: FhirConcept;
  readonly vitalSign?: boolean;
  /** Which profile to claim, when profiles are claimed at all. */
  readonly profile: keyof typeof PROFILES | null;
}

export const observation = (context: FhirContext, { slug, status, code, vitalSign, profile }: Common) => {
  const id = observationIdOf(context, slug);
  return {
    resourceType: 'Observation',
    id,
    ...(profile !== null && context.options.claimProfiles === 'pa-ig' && { meta: { profile: [PROFILES[profile]] } }),
    identifier: identifiersOf(context, id),
    status,
    category: vitalSign === true ? [ACTIVITY, PHYSICAL_ACTIVITY, VITAL_SIGNS] : [ACTIVITY, PHYSICAL_ACTIVITY],
    code,
    subject: patientReference(context),
  } satisfies FhirObservation;
};

export const GROUP_CODE: FhirConcept = {
  coding: [{ system: SYSTEMS.physicalActivity, code: 'PAPanel' }],
  text: 'Physical activity',
};

export const referenceTo = ({ resourceType, id }: { readonly resourceType: string; readonly id: string }): FhirReference => ({
  reference: `${resourceType}/${id}`,
});
