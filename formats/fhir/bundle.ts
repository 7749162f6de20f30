/** A recording as a Bundle of FHIR R4. */
import type { Recording } from '../recording/recording.js';
import { deviceOf, patientOf } from './actors.js';
import type { FhirContext } from './context.js';
import { observationIdOf, SLUGS } from './observation.js';
import { observationsOf } from './observations.js';
import { provenanceOf } from './provenance.js';
import type { FhirBundle, FhirEntry, FhirResource } from './resources.js';

/** Every resource in a bundle has a full URL, and relative references count from it. Ours are on no server: the receiver's base takes its place. */
const BASE = 'https://freehub.invalid/fhir';

/**
 * Patient, Device, a group of Observations with their samples, Provenance. The same record has the same ids in every revision, and the same revision
 * is the same bundle. A later revision as a transaction also deletes the Observations that an earlier one may have had and it has not.
 * @throws Problem payload: FHIR_TIME, FHIR_LEGS, FHIR_SERIES_TOO_LONG.
 */
export function fhirBundleOf(recording: Recording, context: FhirContext): FhirBundle {
  const device = deviceOf(context, recording);
  const observations = observationsOf(context, recording, device);
  const resources: readonly FhirResource[] = [patientOf(context), device, ...observations, provenanceOf(context, observations)];
  const put = context.options.bundle === 'transaction';
  return bundleOf(context, [
    ...resources.map((resource) => entryOf(resource, put)),
    ...(put && context.revision > 1 ? deletionsBut(context, new Set(observations.map(({ id }) => id))) : []),
  ]);
}

/** The same as UTF-8 JSON. */
export const encodeFhir = (recording: Recording, context: FhirContext): Uint8Array =>
  encodeBundle(fhirBundleOf(recording, context));

export const encodeBundle = (bundle: FhirBundle): Uint8Array => Buffer.from(JSON.stringify(bundle));

export const bundleOf = (context: FhirContext, entry: readonly FhirEntry[]): FhirBundle => ({
  resourceType: 'Bundle',
  type: context.options.bundle,
  timestamp: context.recordedAt.toISOString(),
  entry,
});

export const entryOf = (resource: FhirResource, put: boolean): FhirEntry => {
  const url = `${resource.resourceType}/${resource.id}`;
  return { fullUrl: `${BASE}/${url}`, resource, ...(put && { request: { method: 'PUT', url } }) };
};

/** Deleting what is not there is no error in FHIR. */
export const deletionsBut = (context: FhirContext, kept: ReadonlySet<string>): readonly FhirEntry[] =>
  SLUGS.map((slug) => observationIdOf(context, slug))
    .filter((id) => !kept.has(id))
    .map((id) => ({ request: { method: 'DELETE', url: `Observation/${id}` } }));
