/** Certificates and keys in configs, of every kind that takes them: a broken one is told by its field, before anything is dialled. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { certificateAuthority } from '../test/support/servers/certificates.js';
import { destinationRegistry } from './registry.js';

const authority = certificateAuthority();
const { certificate, key } = authority.issue('freehub');
const { privateKey: locked } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'a passphrase' },
});
const kinds = destinationRegistry.list().filter(({ fields }) => fields.some(({ name }) => name === 'client_key'));
const cut = (pem: string): string => pem.replace(/.{20}\n-----END/, '\n-----END');

it('are taken by three kinds', () => {
  expect(kinds.map(({ id }) => id)).toEqual(['sql', 'mongodb', 'kafka']);
});

describe.each(kinds.map((kind) => [kind.id, kind] as const))('%s', (_id, kind) => {
  const base = { ...kind.example };
  const whole = { client_certificate: certificate, client_key: key };

  it('takes a certificate with its key, and a bundle of authorities', () => {
    expect(() => kind.validate({ ...base, ...whole, ca: `${authority.certificate}\n${certificate}` })).not.toThrow();
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['a key that is cut off', { ...whole, client_key: cut(key) }, /^client_key: must be a private key in PEM form/],
    ['a key that needs a passphrase', { ...whole, client_key: locked }, /^client_key: .*without a passphrase/],
    ['a text between the right lines', { ...whole, client_key: key.replace(/\n.*\n/, '\nx\n') }, /^client_key: must be/],
    ['the key of another certificate', { ...whole, client_key: authority.issue('x').key }, /^client_key: must be the key of/],
    ['a certificate that is cut off', { ...whole, client_certificate: cut(certificate) }, /^client_certificate: must be a cert/],
    ['an authority that is cut off', { ca: cut(certificate) }, /^ca: must be a certificate/],
    ['a bundle with a broken one', { ca: `${certificate}${cut(certificate)}` }, /^ca: must be a certificate/],
    ['a key as a certificate', { ca: key }, /^ca: must be a certificate/],
    ['no key', { client_certificate: certificate }, /^client_key: is missing: it must be given with client_certificate$/],
    ['no certificate', { client_key: key }, /^client_certificate: is missing: it must be given with client_key$/],
  ])('refuses %s', (_what, change, told) => {
    expect(() => kind.validate({ ...base, ...change })).toThrow(told);
  });
});
