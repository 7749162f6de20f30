const ESCAPE = Buffer.from('\\u0000');
const BACKSLASH = 0x5c;

/**
 * The same JSON with each escaped NUL as U+FFFD: `jsonb` refuses NUL (22P05), which must not cost the whole record.
 * A body without one, which is nearly every body, is returned as it is.
 */
export function withoutNul(body: Uint8Array): Uint8Array {
  const source = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let at = source.indexOf(ESCAPE);
  if (at === -1) return body;
  const copy = Buffer.from(source);
  for (; at !== -1; at = copy.indexOf(ESCAPE, at + 1)) {
    let slashes = 0;
    while (copy[at - 1 - slashes] === BACKSLASH) slashes += 1;
    // After an odd number of backslashes this one is itself escaped: the text `\u0000`, not a NUL.
    if (slashes % 2 === 0) copy.write('fffd', at + 2, 'latin1');
  }
  return copy;
}
