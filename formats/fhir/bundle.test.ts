import { describe, expect, it } from '@jest/globals';
import { ACTIVITY_TYPES } from '../../model/terra/activity/activity-type.js';
import { encodeBundle, encodeFhir, fhirBundleOf } from './bundle.js';
import { fhirDeletionOf } from './deletion.js';
import type { FhirBundle, FhirObservation } from './resources.js';
import { context, recording, RECORDINGS, roadRide, samples, upTo } from './testing/recordings.js';
import { brokenRules, hasLoincCheckDigit } from './testing/rules.js';

const observations = ({ entry }: FhirBundle): readonly FhirObservation[] =>
  entry.flatMap(({ resource }) => (resource?.resourceType === 'Observation' ? [resource] : []));
const ending = (bundle: FhirBundle, slug: string): FhirObservation | undefined =>
  observations(bundle).find(({ id }) => id.endsWith(`-${slug}`));
const urls = ({ entry }: FhirBundle, method: string): readonly string[] =>
  entry.flatMap(({ request }) => (request?.method === method ? [request.url] : []));

describe('rules that no validator knows', () => {
  it.each(Object.entries(RECORDINGS))('%s', (_name, make) => {
    for (const revision of [1, 2])
      for (const bundle of ['transaction', 'collection'] as const)
        expect(brokenRules(fhirBundleOf(make(), context({ revision }, { bundle })))).toEqual([]);
  });

  it('hold for every type of activity', () => {
    const short = {
      ...roadRide(),
      samples: samples(upTo(10), { powerWatts: () => 200, speedMetersPerSecond: () => 8.5, cadenceRpm: () => 90 }),
    };
    for (const type of Object.values(ACTIVITY_TYPES))
      expect(brokenRules(fhirBundleOf({ ...short, type }, context()))).toEqual([]);
  });

  it('know a wrong check digit, a foreign unit, a reference to nothing', () => {
    const codes = ['41924-2', '41924-9', 'LA33-6', 'LA4489-6', 'LA15920-4', 'LA18976-3', 'LA33-7', 'LA15902-4'];
    expect(codes.map(hasLoincCheckDigit)).toEqual([true, false, true, true, true, true, false, false]);
    const spoiled = encodeFhir(roadRide(), context());
    const text = Buffer.from(spoiled)
      .toString()
      .replace('"code":"kcal"', '"code":"kJ"')
      .replace('{"reference":"Device/', '{"reference":"Device/x');
    expect(brokenRules(JSON.parse(text) as FhirBundle)).toHaveLength(3);
  });
});

describe('a road ride', () => {
  const bundle = fhirBundleOf(roadRide(), context());

  it('has a group that names its members, and its series apart from them', () => {
    const group = ending(bundle, 'group');
    const ids = observations(bundle).map(({ id }) => `Observation/${id}`);
    expect(group?.hasMember).toHaveLength(18);
    expect(group?.derivedFrom).toHaveLength(1);
    expect([...(group?.hasMember ?? []), ...(group?.derivedFrom ?? [])].map(({ reference }) => reference)).toEqual(ids.slice(1));
    expect(group?.effectivePeriod).toEqual({ start: '2025-04-17T20:37:36+02:00', end: '2025-04-17T21:33:40.500+02:00' });
  });

  it('says the type of activity in the words of each system', () => {
    expect(ending(bundle, 'activity-type')?.valueCodeableConcept).toEqual({
      coding: [
        { system: 'http://loinc.org', code: 'LA11837-4' },
        { system: 'http://hl7.org/fhir/uv/phr/CodeSystem/observation-pghd-codes', code: 'cycling' },
      ],
      text: 'Road Biking',
    });
  });

  it('has the totals in the units of their codes', () => {
    const values = Object.fromEntries(
      observations(bundle).flatMap(({ id, valueQuantity }) =>
        valueQuantity === undefined ? [] : [[id.slice(33), `${valueQuantity.value} ${valueQuantity.code}`]],
      ),
    );
    expect(values).toMatchObject({ duration: '55 min', 'heart-rate-mean': '140 /min', energy: '651 kcal', work: '681.4 kJ' });
    expect(values).toMatchObject({ distance: '19309.72 m', 'cadence-mean': '83.1 /min', 'elevation-gained': '651 m' });
  });

  it('tells neither where it went nor who rode', () => {
    const text = Buffer.from(encodeBundle(bundle)).toString();
    expect(text).not.toMatch(/latitude|longitude|48\.0|11\.0/i);
    expect(bundle.entry[0]?.resource).toEqual({
      resourceType: 'Patient',
      id: expect.any(String),
      identifier: [{ system: 'urn:freehub:user', value: context().userId }],
    });
  });
});

describe('the same record again', () => {
  it('is the same bytes', () => {
    expect(encodeFhir(roadRide(), context())).toEqual(encodeFhir(roadRide(), context()));
  });

  it('keeps its ids when it was corrected, is marked so, and takes back what it has no more', () => {
    const first = fhirBundleOf(roadRide(), context());
    const second = fhirBundleOf(recording('ROAD_BIKING', { elapsedSeconds: 60 }), context({ revision: 2 }));
    const kept = new Set(urls(second, 'PUT'));
    expect(new Set(observations(second).map(({ status }) => status))).toEqual(new Set(['corrected']));
    const gone = urls(first, 'PUT').filter((url) => url.startsWith('Observation/') && !kept.has(url));
    expect(gone).toHaveLength(17);
    expect(urls(second, 'DELETE')).toEqual(expect.arrayContaining(gone));
    expect(urls(second, 'DELETE').filter((url) => kept.has(url))).toEqual([]);
    expect(urls(first, 'DELETE')).toEqual([]);
  });

  it('is another record with another key, user or provider', () => {
    const ids = [context(), context({ recordKey: 'ride-43' }), context({ userId: 'x' }), context({ provider: 'OTHER' })].map(
      (one) => observations(fhirBundleOf(roadRide(), one))[0]?.id,
    );
    expect(new Set(ids).size).toBe(4);
  });
});

describe('a deletion', () => {
  it('deletes every Observation of any revision, as a transaction', () => {
    const deleted = urls(fhirDeletionOf(context({ revision: 9 })), 'DELETE');
    for (const make of Object.values(RECORDINGS)) {
      const put = urls(fhirBundleOf(make(), context()), 'PUT').filter((url) => /^(Observation|Provenance)\//.test(url));
      expect(deleted).toEqual(expect.arrayContaining([...put]));
    }
  });

  it('marks the group as entered in error, as a collection', () => {
    const bundle = fhirDeletionOf(context({}, { bundle: 'collection' }));
    expect(brokenRules(bundle)).toEqual([]);
    expect(observations(bundle)).toMatchObject([
      { id: ending(fhirBundleOf(roadRide(), context()), 'group')?.id, status: 'entered-in-error' },
    ]);
  });
});

describe('profiles', () => {
  const claimed = (bundle: FhirBundle) => observations(bundle).map(({ id, meta }) => [id.slice(33), meta?.profile.length ?? 0]);

  it('are not claimed by default', () => {
    expect(claimed(fhirBundleOf(roadRide(), context())).every(([, count]) => count === 0)).toBe(true);
  });

  it('of the activity guide are claimed for the group and its members, not for the series', () => {
    const bundle = fhirBundleOf(roadRide(), context({}, { claimProfiles: 'pa-ig' }));
    expect(claimed(bundle).filter(([, count]) => count === 0)).toEqual([['series-1', 0]]);
  });
});

it('refuses what FHIR cannot write, with the reason', () => {
  expect(() => fhirBundleOf({ ...roadRide(), startMicros: 8e15 * 1000 }, context())).toThrow(
    expect.objectContaining({ code: 'FHIR_TIME' }),
  );
  const [leg] = roadRide().legs;
  const legs = Array.from({ length: 33 }, () => leg).filter((one) => one !== undefined);
  expect(() => fhirBundleOf({ ...roadRide(), legs }, context())).toThrow(
    expect.objectContaining({ kind: 'payload', code: 'FHIR_LEGS' }),
  );
});
