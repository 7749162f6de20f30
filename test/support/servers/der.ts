/** The parts of DER (X.690) that a certificate is made of. */

export type Der = Buffer;

function tagged(tag: number, content: Buffer): Der {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

export const sequence = (...parts: readonly Der[]): Der => tagged(0x30, Buffer.concat(parts));
export const set = (...parts: readonly Der[]): Der => tagged(0x31, Buffer.concat(parts));
/** Positive, big-endian, its first bit clear. */
export const integer = (value: Buffer): Der => tagged(0x02, value);
export const bytes = (value: Buffer): Der => tagged(0x04, value);
export const text = (value: string): Der => tagged(0x0c, Buffer.from(value));
/** @param unused bits at the end that do not count */
export const bits = (value: Buffer, unused = 0): Der => tagged(0x03, Buffer.concat([Buffer.from([unused]), value]));
/** UTCTime: right until 2049. */
export const time = (value: Date): Der => tagged(0x17, Buffer.from(`${value.toISOString().replace(/\D/g, '').slice(2, 14)}Z`));
/** `[n] EXPLICIT` */
export const explicit = (number: number, content: Der): Der => tagged(0xa0 | number, content);
/** `[n] IMPLICIT` of a string. */
export const context = (number: number, content: Buffer): Der => tagged(0x80 | number, content);

/** An object identifier from its dotted form. */
export function object(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}
