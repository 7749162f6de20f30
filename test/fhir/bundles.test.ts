/** Every bundle that we make, before HL7's own validator, offline. Needs Java and Maven: without them it fails. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../apps/cli/runtime/package-root.js';
import { encodeBundle, encodeFhir, fhirBundleOf } from '../../formats/fhir/bundle.js';
import type { FhirContext, FhirOptions } from '../../formats/fhir/context.js';
import { fhirDeletionOf } from '../../formats/fhir/deletion.js';
import { brokenRules } from '../../formats/fhir/testing/rules.js';
import { readActivityFile } from '../../formats/file.js';
import { context, RECORDINGS, roadRide } from '../../formats/fhir/testing/recordings.js';
import { FAULTS } from './faults.js';
import { errorsOf, startValidator } from './validator.js';

/** The two recordings of the repository, and a larger folder where there is one (RIDES_FOLDER names it). */
const RIDES = [
  join(packageRoot(), 'test', 'fixtures', 'rides'),
  process.env['RIDES_FOLDER'] ?? join(packageRoot(), '..', 'shared', 'data', 'rides'),
]
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((file) => ({ file, path: join(folder, file) })))
  .filter(({ file }) => /\.(fit|gpx|tcx)$/.test(file));

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** Not in beforeAll: where it cannot start, that is said once and not for each test. */
const validator = await startValidator();

describe("HL7's validator", () => {
  afterAll(() => validator.stop());
  const errors = async (document: string): Promise<readonly string[]> => errorsOf(await validator.validate(document));

  const variants: readonly (readonly [string, Partial<FhirContext>, Partial<FhirOptions>])[] = [
    ['first revision, transaction', {}, {}],
    ['first revision, collection', { rawSha256s: [] }, { bundle: 'collection' }],
    ['corrected, transaction', { revision: 3 }, {}],
    ['corrected, collection', { revision: 2 }, { bundle: 'collection' }],
  ];
  describe.each(Object.entries(RECORDINGS))('%s', (_name, recording) => {
    it.each(variants)(
      '%s',
      async (_variant, changes, options) => {
        expect(await errors(text(encodeFhir(recording(), context(changes, options))))).toEqual([]);
      },
      60_000,
    );
  });

  it.each(RIDES)(
    'real ride $file',
    async ({ file, path }) => {
      const { recordings } = readActivityFile(readFileSync(path));
      expect(recordings.length).toBeGreaterThan(0);
      for (const [index, recording] of recordings.entries()) {
        const bundle = fhirBundleOf(recording, context({ recordKey: `${file}/${index}` }));
        expect(brokenRules(bundle)).toEqual([]);
        expect(await errors(text(encodeBundle(bundle)))).toEqual([]);
      }
    },
    60_000,
  );

  it.each(['transaction', 'collection'] as const)('a deletion, %s', async (bundle) => {
    expect(await errors(text(encodeBundle(fhirDeletionOf(context({ revision: 4 }, { bundle })))))).toEqual([]);
  });

  it('a claim of a guide that is not installed is all that it finds with claims', async () => {
    const found = await errors(text(encodeFhir(roadRide(), context({}, { claimProfiles: 'pa-ig' }))));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((line) => !line.includes('hl7.org/fhir/us/physical-activity/StructureDefinition/'))).toEqual([]);
  });

  it.each(FAULTS)('reports $name', async ({ plant, expected }) => {
    const found = await errors(plant(text(encodeFhir(roadRide(), context()))));
    expect(found).toEqual(expect.arrayContaining([expect.stringMatching(expected)]));
  });
});
