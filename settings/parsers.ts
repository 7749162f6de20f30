/** Schemas that read a setting's text. Their messages never repeat the value: it may be a secret. */
import { isIP } from 'node:net';
import { z } from 'zod';

/** A whole number within limits, both inclusive. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be between ${min} and ${max}`);

/** A TCP port; 0 lets the machine choose. */
export const port = () => wholeNumber(0, 65_535);

/** A URL of one of the schemes (`http:`, …), kept as text without trailing slash. */
export const urlOf = (...schemes: readonly string[]) =>
  z
    .string()
    .refine(
      (text) => schemes.includes(URL.parse(text)?.protocol ?? ''),
      `must be a URL that starts with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
    )
    .transform((text) => text.replace(/\/+$/, ''));

/** `host:port`. */
export const hostAndPort = () => z.string().regex(/^(\[[0-9a-fA-F:.]+\]|[^\s:/]+):\d{1,5}$/, 'must be host:port');

export const oneOf = <const Words extends readonly [string, ...string[]]>(...words: Words) =>
  z.enum(words, { error: `must be one of ${words.join(', ')}` });

/** `s3://bucket/prefix`, kept without trailing slash. */
export const s3Place = () =>
  z
    .string()
    .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9!_.*'()=-]+)*\/?$/, 'must be s3://bucket or s3://bucket/prefix')
    .transform((text) => text.replace(/\/+$/, ''));

/** Written out: `TRUE`, `yes` or `1` would be guesses. */
export const trueOrFalse = () => oneOf('true', 'false').transform((word) => word === 'true');

const listed = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const HOST = /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i;

function isHostOrRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (bits === undefined) return family !== 0 || HOST.test(text);
  return rest.length === 0 && family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

/** Comma list of host names, addresses and CIDR ranges. */
export const hostsAndRanges = () =>
  z
    .string()
    .transform(listed)
    .refine((entries) => entries.every(isHostOrRange), 'must be a comma list of host names, IP addresses or CIDR ranges')
    .transform((entries): readonly string[] => Object.freeze(entries));

export interface SecretKey {
  /** Stored beside each secret, so that old keys can be retired. */
  readonly id: string;
  /** 32 bytes, for AES-256-GCM. */
  readonly key: Uint8Array;
}

/** `id:base64,…`: each key 32 bytes, ids unlike; the first encrypts, all decrypt. */
export const keyRing = () =>
  z.string().transform((text, context): readonly SecretKey[] => {
    const keys = listed(text).map((entry, index): SecretKey => {
      const [, id = '', base64 = ''] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_-]+={0,2})$/.exec(entry) ?? [];
      const key = Buffer.from(base64, 'base64');
      if (id === '' || key.length !== 32)
        context.addIssue({ code: 'custom', message: `entry ${index + 1} must be id:key, the key being base64 of 32 bytes` });
      return Object.freeze({ id, key });
    });
    if (keys.length === 0) context.addIssue({ code: 'custom', message: 'must hold at least one id:key' });
    if (new Set(keys.map(({ id }) => id)).size < keys.length) context.addIssue({ code: 'custom', message: 'names one id twice' });
    return Object.freeze(keys);
  });
