/** Activities of one person in one Bundle, to keep or download. */
import { patientOf } from './actors.js';
import { entryOf } from './bundle.js';
import { type FhirContext, recordIdOf } from './context.js';
import type { FhirBundle, FhirEntry, FhirOperationOutcome } from './resources.js';

/** In place of an activity that cannot be written. @param diagnostics for people */
export const fhirOutcomeOf = (context: FhirContext, diagnostics: string): FhirOperationOutcome => ({
  resourceType: 'OperationOutcome',
  id: `${recordIdOf(context)}-outcome`,
  issue: [{ severity: 'error', code: 'processing', diagnostics }],
});

/**
 * The Patient once, each Device once (as the first activity that has it tells it), then what is left of each activity in the order given.
 * @param parts collections of `fhirBundleOf`
 */
export function fhirCollectionOf(
  owner: Pick<FhirContext, 'userId' | 'options'>,
  timestamp: Date,
  parts: readonly (FhirBundle | FhirOperationOutcome)[],
): FhirBundle {
  const entries = new Map<string | undefined, FhirEntry>();
  const add = (entry: FhirEntry): void => {
    if (!entries.has(entry.fullUrl)) entries.set(entry.fullUrl, entry);
  };
  add(entryOf(patientOf(owner), false));
  for (const part of parts)
    if (part.resourceType === 'Bundle') part.entry.forEach(add);
    else add(entryOf(part, false));
  return { resourceType: 'Bundle', type: 'collection', timestamp: timestamp.toISOString(), entry: [...entries.values()] };
}
