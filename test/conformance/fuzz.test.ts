/** Made-up requests find no 5xx and no answer that our documents do not describe. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type Connected, explained } from '../support/platform/index.js';
import { Bed } from './support/bed.js';
import { fuzz } from './support/schemathesis.js';

jest.setTimeout(300_000);

let bed: Bed;
let user: Connected;
beforeAll(async () => {
  // What would wait for the provider answers 202 at once: nobody wants to wait thirty seconds a hundred times.
  bed = await Bed.start({
    sandbox: ['--riders', '1', '--days', '30'],
    settings: { FREEHUB_HISTORY_WAIT_SECONDS: '1', FREEHUB_LOG_LEVEL: 'error' },
  });
  user = await bed.connect(1);
});
afterAll(() => bed.close());

/** `negative_data_rejection` is not among them: Terra's clients send more than its contract says, so unknown fields are let pass. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'unsupported_method',
  'allow_header_conformance',
  'ignored_auth',
];
/**
 * Two paths of the admin API have words where others have ids (`destinations/check` beside `destinations/:destination`), so that methods of the one are
 * told for the other.
 */
const ADMIN_CHECKS = CHECKS.filter((check) => check !== 'unsupported_method' && check !== 'allow_header_conformance');
const DATA = ['getActivity', 'getBody', 'getDaily', 'getSleep', 'getNutrition', 'getMenstruation', 'getAthlete'];

test('the Terra-compatible API', () =>
  explained(bed.platform, async () => {
    const { devId, apiKey } = bed.credentials;
    const { cases, found } = await fuzz({
      url: `${bed.platform.api.url}/v2/openapi.json`,
      headers: { 'dev-id': devId, 'x-api-key': apiKey },
      checks: CHECKS,
      examples: 25,
      phases: ['examples', 'coverage', 'fuzzing', 'stateful'],
      given: { operations: DATA, parameters: { user_id: user.userId } },
    });
    expect(found).toBe('');
    expect(cases).toBeGreaterThan(500);
  }));

test('the admin API', () =>
  explained(bed.platform, async () => {
    const { cases, found } = await fuzz({
      url: `${bed.platform.api.url}/admin/openapi.json`,
      headers: { Authorization: `Bearer ${bed.platform.adminToken}` },
      checks: ADMIN_CHECKS,
      examples: 15,
      phases: ['examples', 'coverage', 'fuzzing'],
      // Of an environment that is there its stream goes on for ten minutes (overview/live.test.ts).
      given: { operations: ['watchEnvironment'], parameters: { environment: 'nowhere' } },
    });
    expect(found).toBe('');
    expect(cases).toBeGreaterThan(500);
  }));
