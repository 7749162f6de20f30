import { randomBytes } from 'node:crypto';

/** JSON with 64-bit integers (`bigint`) as they are, which JSON.stringify cannot write. */
export function exactJson(value: unknown): string {
  const mark = randomBytes(8).toString('hex');
  const text = JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? `${mark}${member}` : member));
  return text.replace(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1');
}
