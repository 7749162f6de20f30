/** Links that open without credentials for a while: signed with a key of the ring, so that every process can check what another has made. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyRing } from './key-ring.js';

export interface SignedLink {
  /** Unix seconds. */
  readonly expires: number;
  readonly keyId: string;
  /** base64url */
  readonly signature: string;
}

/** @param path what the link is to, with the tenant in it: a signature opens nothing else */
export function signLink(keys: KeyRing, path: string, expires: number): SignedLink {
  const { id, key } = keys.derive('payload-link');
  return { expires, keyId: id, signature: macOf(key, path, expires).toString('base64url') };
}

/** In constant time. False also for a key that has left the ring. Whether it has expired is the caller's to say. */
export function isSignedLink(keys: KeyRing, path: string, link: SignedLink): boolean {
  const derived = keys.derive('payload-link', link.keyId);
  if (!derived) return false;
  const given = Buffer.from(link.signature, 'base64url');
  const wanted = macOf(derived.key, path, link.expires);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

const macOf = (key: Buffer, path: string, expires: number): Buffer =>
  createHmac('sha256', key).update(`${path}\n${expires}`).digest();
