/** Who put the resources together, and from what. */
import { type FhirContext, recordIdOf } from './context.js';
import { referenceTo } from './observation.js';
import type { FhirObservation, FhirProvenance } from './resources.js';
import { SYSTEMS } from './systems.js';

export const provenanceIdOf = (context: FhirContext): string => `${recordIdOf(context)}-provenance`;

export function provenanceOf(context: FhirContext, observations: readonly FhirObservation[]): FhirProvenance {
  return {
    resourceType: 'Provenance',
    id: provenanceIdOf(context),
    target: observations.map(referenceTo),
    recorded: context.recordedAt.toISOString(),
    activity: {
      coding: [{ system: SYSTEMS.dataOperation, code: context.revision > 1 ? 'UPDATE' : 'CREATE' }],
      text: `Revision ${context.revision}`,
    },
    agent: [
      {
        type: { coding: [{ system: SYSTEMS.participant, code: 'assembler' }] },
        who: { type: 'Device', identifier: { system: SYSTEMS.software, value: 'freehub' }, display: 'Freehub' },
      },
    ],
    ...(context.rawSha256s.length > 0 && {
      entity: context.rawSha256s.map((value) => ({
        role: 'source' as const,
        what: { identifier: { system: SYSTEMS.sha256, value }, display: `SHA-256 of what ${context.provider} sent` },
      })),
    }),
  };
}
