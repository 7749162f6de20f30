import { expect, it } from '@jest/globals';
import { fhirBundleOf } from './bundle.js';
import { fhirCollectionOf, fhirOutcomeOf } from './collection.js';
import { context, RECORDINGS } from './testing/recordings.js';
import { brokenRules } from './testing/rules.js';

const AT = new Date(Date.UTC(2026, 4, 1));
const of = (recordKey: string, more = {}) => context({ recordKey, ...more }, { bundle: 'collection' });

it('has the Patient once and each Device once, all else of every activity, and keeps the rules', () => {
  const parts = Object.entries(RECORDINGS).map(([name, make]) => fhirBundleOf(make(), of(name)));
  const twice = Object.entries(RECORDINGS).map(([name, make]) => fhirBundleOf(make(), of(`${name} again`)));
  const bundle = fhirCollectionOf(of('any'), AT, [...parts, ...twice]);
  expect(brokenRules(bundle)).toEqual([]);
  const types = (list: typeof parts): string[] =>
    list.flatMap(({ entry }) => entry.map(({ resource }) => resource?.resourceType ?? ''));
  const count = (list: string[], type: string): number => list.filter((each) => each === type).length;
  const whole = types([bundle]);
  expect(count(whole, 'Patient')).toBe(1);
  expect(count(whole, 'Device')).toBe(new Set(parts.flatMap(({ entry }) => entry[1]?.fullUrl ?? [])).size);
  for (const type of ['Observation', 'Provenance']) expect(count(whole, type)).toBe(2 * count(types(parts), type));
  expect(bundle.timestamp).toBe('2026-05-01T00:00:00.000Z');
});

it('is the Patient alone without activities, and tells of one that could not be written', () => {
  expect(fhirCollectionOf(of('any'), AT, []).entry).toHaveLength(1);
  const bundle = fhirCollectionOf(of('any'), AT, [fhirOutcomeOf(of('odd'), 'too long')]);
  expect(brokenRules(bundle)).toEqual([]);
  expect(bundle.entry[1]?.resource).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ diagnostics: 'too long' }] });
});
