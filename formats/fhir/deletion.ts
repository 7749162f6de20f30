/** A record that was deleted at its source. */
import { patientOf } from './actors.js';
import { bundleOf, deletionsBut, entryOf } from './bundle.js';
import type { FhirContext } from './context.js';
import { GROUP, GROUP_CODE, observation } from './observation.js';
import { provenanceIdOf } from './provenance.js';
import type { FhirBundle, FhirObservation } from './resources.js';

/**
 * As a transaction: deletes every Observation that any revision may have had, and the Provenance; Patient and Device stay, other records have them too.
 * As a collection, which can delete nothing: the group, entered in error, without any value.
 */
export function fhirDeletionOf(context: FhirContext): FhirBundle {
  if (context.options.bundle === 'transaction')
    return bundleOf(context, [
      ...deletionsBut(context, new Set()),
      { request: { method: 'DELETE', url: `Provenance/${provenanceIdOf(context)}` } },
    ]);
  const group: FhirObservation = observation(context, {
    slug: GROUP,
    status: 'entered-in-error',
    code: GROUP_CODE,
    profile: null,
  });
  return bundleOf(context, [entryOf(patientOf(context), false), entryOf(group, false)]);
}
