/** Certificates and keys that a config brings as PEM: read when they are given, for a client that meets a broken one only says that the connection broke. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';

const MOST_CHARACTERS = 100_000;
const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** The certificates of a PEM text, a bundle too; null when one of them cannot be read. */
export function certificatesIn(pem: string): X509Certificate[] | null {
  const found = pem.match(CERTIFICATES) ?? [];
  if (found.length === 0 || found.length !== pem.split('-----BEGIN CERTIFICATE-----').length - 1) return null;
  try {
    return found.map((one) => new X509Certificate(one));
  } catch {
    return null;
  }
}

function keyIn(pem: string): ReturnType<typeof createPrivateKey> | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

const text = z.string().max(MOST_CHARACTERS);

/** One certificate or several, such as a chain or a bundle of authorities. */
export const certificatePem = text.refine(
  (pem) => certificatesIn(pem) !== null,
  'must be a certificate in PEM form that can be read, whole from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----',
);

/** Without a passphrase. */
export const privateKeyPem = text.refine(
  (pem) => keyIn(pem) !== null,
  'must be a private key in PEM form that can be read, whole and without a passphrase',
);

interface ClientCertificate {
  readonly client_certificate?: string | undefined;
  readonly client_key?: string | undefined;
}

/** What is wrong with a client certificate and its key together: field and message; null = nothing. */
export function clientCertificateFault({
  client_certificate: certificate,
  client_key: key,
}: ClientCertificate): readonly ['client_certificate' | 'client_key', string] | null {
  if (certificate === undefined && key === undefined) return null;
  if (certificate === undefined) return ['client_certificate', 'must be given with client_key'];
  if (key === undefined) return ['client_key', 'must be given with client_certificate'];
  // The first is the client's own; those behind it are of who signed it. What cannot be read is told by its field.
  const [own, read] = [certificatesIn(certificate)?.[0], keyIn(key)];
  return !own || !read || own.checkPrivateKey(read) ? null : ['client_key', 'must be the key of client_certificate'];
}
