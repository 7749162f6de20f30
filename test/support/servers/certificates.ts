/**
 * X.509 certificates for test servers, made in a few milliseconds: an authority, and what it signs. Node can sign but not make certificates, so the
 * few structures of RFC 5280 that are needed are written here.
 */
import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { bits, bytes, context, explicit, integer, object, sequence, set, text, time, type Der } from './der.js';

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

export interface CertificateAuthority {
  /** PEM: what a client trusts. */
  readonly certificate: string;
  /** For 127.0.0.1 and localhost, good for servers and clients alike. @param days until it ends; default: 30 */
  issue(commonName: string, days?: number): Certificate;
}

const ECDSA_SHA256 = sequence(object('1.2.840.10045.4.3.2'));
const DAY_MS = 86_400_000;
const DAYS = 30;

const nameOf = (commonName: string): Der => sequence(set(sequence(object('2.5.4.3'), text(commonName))));
const extension = (id: string, value: Der, critical = false): Der =>
  sequence(object(id), ...(critical ? [Buffer.from([1, 1, 0xff])] : []), bytes(value));

const AUTHORITY_EXTENSIONS = [
  extension('2.5.29.19', sequence(Buffer.from([1, 1, 0xff])), true),
  // keyCertSign
  extension('2.5.29.15', bits(Buffer.from([0x04]), 2), true),
];
const END_EXTENSIONS = [
  // digitalSignature
  extension('2.5.29.15', bits(Buffer.from([0x80]), 7), true),
  // serverAuth, clientAuth
  extension('2.5.29.37', sequence(object('1.3.6.1.5.5.7.3.1'), object('1.3.6.1.5.5.7.3.2'))),
  // subjectAltName: dNSName, iPAddress
  extension('2.5.29.17', sequence(context(2, Buffer.from('localhost')), context(7, Buffer.from([127, 0, 0, 1])))),
];

interface Party {
  readonly name: string;
  readonly publicKey: Der;
  readonly privateKey: KeyObject;
}

function party(name: string): Party {
  const pair = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { name, publicKey: pair.publicKey, privateKey: createPrivateKey(pair.privateKey) };
}

const pem = (der: Der): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;

function certify(subject: Party, issuer: Party, extensions: readonly Der[], days = DAYS): string {
  const now = Date.now();
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_SHA256,
    nameOf(issuer.name),
    sequence(time(new Date(now - DAY_MS)), time(new Date(now + days * DAY_MS))),
    nameOf(subject.name),
    subject.publicKey,
    explicit(3, sequence(...extensions)),
  );
  return pem(sequence(body, ECDSA_SHA256, bits(sign('sha256', body, issuer.privateKey))));
}

export function certificateAuthority(name = 'Authority for tests'): CertificateAuthority {
  const authority = party(name);
  return {
    certificate: certify(authority, authority, AUTHORITY_EXTENSIONS),
    issue: (commonName, days) => {
      const subject = party(commonName);
      return {
        certificate: certify(subject, authority, END_EXTENSIONS, days),
        key: subject.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}
