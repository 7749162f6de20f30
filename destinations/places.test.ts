/** Which fields decide where a record is written: a delete never reaches an old place, so no field may be forgotten. */
import { describe, expect, it } from '@jest/globals';
import { moveWarnings } from './kit/moves.js';
import { destinationRegistry } from './registry.js';

/** Fields that move nothing: who writes, how fast, in what form. A new field is a place or belongs here. */
const STAYING: Readonly<Record<string, readonly string[]>> = {
  bucket: ['originals', 'batch_max_items', 'batch_max_bytes', 'batch_max_wait_s'],
  aws: ['credentials', 'access_key_id', 'secret_access_key', 'session_token', 'role_arn', 'external_id'],
  google: ['credentials', 'service_account_key'],
  login: ['username', 'password', 'tls', 'ca', 'client_certificate', 'client_key'],
  s3: ['force_path_style', 'storage_class', 'kms_key_id', 'expected_bucket_owner', 'tags'],
  gcs: ['kms_key_name', 'storage_class', 'emulator'],
  azureblob: ['sas_token', 'account_key', 'account_name', 'access_tier'],
  queue: ['layout', 'link_seconds', 'max_message_bytes'],
  kafka: ['sasl', 'compression', 'key'],
  mongodb: ['auth_source', 'auth_mechanism', 'replica_set', 'statement_timeout_ms'],
  sql: ['statement_timeout_ms'],
  firestore: ['emulator_token'],
  supabase: ['api_key'],
  webhook: ['signing_secret', 'previous_signing_secret', 'headers', 'delivery', 'inline_bytes', 'timeout_ms'],
};
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  s3: ['s3', 'aws', 'bucket'],
  gcs: ['gcs', 'google', 'bucket'],
  azureblob: ['azureblob', 'bucket'],
  sqs: ['aws', 'queue'],
  kafka: ['kafka', 'login', 'queue'],
  mongodb: ['mongodb', 'login'],
  sql: ['sql', 'login'],
  firestore: ['firestore', 'google'],
  supabase: ['supabase'],
  webhook: ['webhook'],
};

describe.each(destinationRegistry.list().map((kind) => [kind.id, kind] as const))('%s', (id, kind) => {
  const staying = (GROUPS[id] ?? []).flatMap((group) => STAYING[group] ?? []);

  it('says of every field whether it moves writes', () => {
    expect([...kind.places, ...staying].sort()).toEqual(kind.fields.map(({ name }) => name).sort());
    expect(kind.places).not.toEqual([]);
  });

  it.each([...kind.places])('tells what a change of %s leaves behind, and how to clean up', (field) => {
    const before = { ...kind.example, [field]: 'the old place' };
    const [warning, ...more] = moveWarnings(kind, 'mine', before, { ...before, [field]: 'the new place' });
    expect(more).toEqual([]);
    expect(warning).toContain(`${field} was "the old place"`);
    expect(warning).toContain('freehub replay --destination mine');
    expect(warning).toContain(`docs/destinations/${id}.md`);
    expect(warning).toContain('delete');
    expect(moveWarnings(kind, 'mine', kind.example, { ...kind.example, [field]: 'new' })[0]).toContain(`${field} was`);
  });

  it('says nothing of changes that move nothing', () => {
    const changed = Object.fromEntries(staying.map((field) => [field, 'another']));
    expect(moveWarnings(kind, 'mine', kind.example, { ...kind.example, ...changed })).toEqual([]);
  });
});
