/** The secrets of operators: told once, stored as hashes. */
import { createHmac, hash, randomBytes } from 'node:crypto';

const TOKEN = /^fho_[A-Za-z0-9_-]{43}$/;
const COOKIE = /^[A-Za-z0-9_-]{43}$/;
/** `fho_` and 48 bits: tells tokens apart in a list and says nothing about the other 208. */
const PREFIX_LENGTH = 12;

export const hashOf = (text: string): Buffer => hash('sha256', text, 'buffer');
export const isOperatorToken = (text: string): boolean => TOKEN.test(text);
export const isCookieValue = (text: string): boolean => COOKIE.test(text);

interface NewToken {
  readonly token: string;
  readonly prefix: string;
  readonly hash: Buffer;
}

/** `fho_` and 256 random bits. */
export function newToken(): NewToken {
  const token = `fho_${randomBytes(32).toString('base64url')}`;
  return { token, prefix: token.slice(0, PREFIX_LENGTH), hash: hashOf(token) };
}

/** 256 random bits. */
export const newCookieValue = (): string => randomBytes(32).toString('base64url');

/** What scripts of our own pages send beside the cookie. It follows from the cookie's value, which no script can read, and not the other way round. */
export const csrfTokenOf = (cookieValue: string): string => createHmac('sha256', cookieValue).update('csrf').digest('base64url');

/** That a session was opened with this FREEHUB_ADMIN_TOKEN. Without the cookie nobody can try words against it. */
export const adminProof = (cookieValue: string, adminToken: string): Buffer =>
  createHmac('sha256', cookieValue).update('admin').update(adminToken).digest();
