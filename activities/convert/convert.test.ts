import { describe, expect, it } from '@jest/globals';
import type { FhirBundle } from '../../formats/fhir/resources.js';
import { brokenRules } from '../../formats/fhir/testing/rules.js';
import { decodeFit } from '../../formats/fit/decode/decode.js';
import type { ActivityFormat } from '../../model/activity-format.js';
import { standardRide } from '../../providers/insiders/normalize/standard-ride.fixture.js';
import { providers } from '../../providers/registry.js';
import { Packer } from '../normalize/packer.js';
import { type StoredActivity, convert } from './convert.js';
import { ActivityConverter } from './converter.js';
import { rideOf, storedRide } from './ride.fixture.js';

const stored = (more: Partial<StoredActivity> = {}, recording = rideOf(200)): StoredActivity => {
  const { body, bodyBytes } = storedRide('ride', recording);
  return {
    ...{ zstd: body, bytes: bodyBytes, userId: 'user', recordKey: 'ride', provider: 'INSIDERS', revision: 1, rawSha256s: [] },
    recordedAt: new Date(Date.UTC(2026, 4, 1)),
    ...more,
  };
};
const job = (format: ActivityFormat, activity = stored()) => ({ format, bundle: 'transaction', activity }) as const;

describe('a stored activity', () => {
  it.each(['fit', 'fhir', 'tcx'] as const)('is the same file of %s each time', (format) => {
    const [one, two] = [convert(job(format)), convert(job(format))];
    expect(one.bytes?.length).toBeGreaterThan(500);
    expect(one).toEqual(two);
  });

  it('that a format cannot hold is a problem with a code', () => {
    expect(convert(job('gpx'))).toMatchObject({ bytes: null, problem: { kind: 'payload', code: 'GPX_NO_POSITION' } });
    expect(convert(job('fit', stored({ zstd: Buffer.from('no zstd') })))).toMatchObject({ problem: { kind: 'bug' } });
  });

  it('among many of FHIR costs only itself when it is odd, unless it is our fault', () => {
    const odd = stored(
      { recordKey: 'odd' },
      rideOf(200, { legs: Array.from({ length: 40 }, () => rideOf(1).legs[0] ?? fail()) }),
    );
    const collection = (activities: readonly StoredActivity[]) =>
      convert({ format: 'fhir-collection', userId: 'user', at: new Date(0), activities });
    const { bytes } = collection([stored(), odd]);
    const bundle = JSON.parse(Buffer.from(bytes ?? []).toString()) as FhirBundle;
    expect(bundle.entry.at(-1)?.resource).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ diagnostics: expect.stringMatching(/^activity odd: .*FHIR_LEGS/) }],
    });
    expect(collection([stored({ zstd: Buffer.from('no zstd') })])).toMatchObject({ bytes: null, problem: { kind: 'bug' } });
  });
});

it('a ride of Insiders is one of FIT and of FHIR', async () => {
  const { id, detail, streams } = standardRide(600);
  const parts = [
    { part: 'detail', bytes: detail },
    { part: 'streams', bytes: streams },
  ];
  const { record } = await new Packer(providers, 0).pack('INSIDERS', { type: 'activity', id, revision: 7 }, parts);
  if (!record) throw new Error('the ride could not be packed');
  const ride = stored({ zstd: record.body, bytes: record.bodyBytes, recordKey: id });
  const [read] = decodeFit(convert(job('fit', ride)).bytes ?? new Uint8Array());
  expect(read?.samples.micros).toHaveLength(600);
  expect(Object.keys(read?.samples.channels ?? {})).toEqual(
    expect.arrayContaining(['heartRateBpm', 'powerWatts', 'latitudeDegrees']),
  );
  const bundle = JSON.parse(Buffer.from(convert(job('fhir', ride)).bytes ?? []).toString()) as FhirBundle;
  expect(brokenRules(bundle)).toEqual([]);
});

it('a converter gives bytes, or throws the problem', async () => {
  const converter = new ActivityConverter({ threads: 0 });
  expect(decodeFit(await converter.run(job('fit')))).toHaveLength(1);
  await expect(converter.run(job('gpx'))).rejects.toMatchObject({ kind: 'payload', code: 'GPX_NO_POSITION' });
  await converter.close();
});

function fail(): never {
  throw new Error('the ride has a leg');
}
