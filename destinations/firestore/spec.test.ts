import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { firestoreSpec } from './spec.js';

const privateKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;
const key = (change: object = {}): string =>
  JSON.stringify({
    type: 'service_account',
    project_id: 'acme-fitness',
    client_email: 'freehub@acme-fitness.iam.gserviceaccount.com',
    private_key: privateKey,
    token_uri: 'https://oauth2.googleapis.com/token',
    ...change,
  });
const faultsOf = (config: object): string[] =>
  firestoreSpec.schema.safeParse(config).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('the config of Firestore', () => {
  test("Terra's two fields are enough", () => {
    expect(firestoreSpec.schema.parse({ database: 'default', service_account_key: key() })).toMatchObject({
      database: '(default)',
      collection: 'terra',
      credentials: 'key',
    });
  });

  test.each([
    ['no key', undefined],
    ['a file that names programs and addresses', JSON.stringify({ type: 'external_account', token_url: 'http://10.0.0.1/' })],
    ['another type with all members', key({ type: 'authorized_user' })],
    ['a token endpoint that is not Google’s', key({ token_uri: 'https://10.0.0.1/token' })],
    ['no RSA key', key({ private_key: 'x' })],
  ])('%s is refused', (_what, service_account_key) => {
    expect(faultsOf({ ...(service_account_key === undefined ? {} : { service_account_key }) })).toEqual(['service_account_key']);
  });

  test('a key with a strange token endpoint is refused for an emulator, too', () => {
    const config = { emulator_host: '127.0.0.1:8080', service_account_key: key({ token_uri: 'http://127.0.0.1:8080/token' }) };
    expect(faultsOf(config)).toEqual(['service_account_key']);
  });

  test('a key without a project needs project_id', () => {
    expect(faultsOf({ service_account_key: key({ project_id: undefined }) })).toEqual(['project_id']);
    expect(faultsOf({ service_account_key: key({ project_id: undefined }), project_id: 'acme-fitness' })).toEqual([]);
  });

  test.each(['a/b', '__x__', '.', '..', ''])('collection %j is refused', (collection) => {
    expect(faultsOf({ service_account_key: key(), collection })).toEqual(['collection']);
  });

  test.each(['localhost', 'http://localhost:8080', 'a:0', 'a:65536', '::1:80', 'a:1/x', 'user@a:1'])(
    'emulator_host %j is refused',
    (emulator_host) => {
      expect(faultsOf({ emulator_host })).toEqual(['emulator_host']);
    },
  );

  test.each(['localhost:8080', '127.0.0.1:1', '[::1]:8080'])('emulator_host %j is taken, without a key', (emulator_host) => {
    expect(faultsOf({ emulator_host })).toEqual([]);
  });
});
