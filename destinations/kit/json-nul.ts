const ESCAPE = Buffer.from('\\u0000');
const REPLACEMENT = Buffer.from('\ufffd');
const BACKSLASH = 0x5c;

/**
 * The same JSON with each escaped NUL as U+FFFD: `jsonb` refuses NUL (22P05), which must not cost the whole record. The character itself, not its escape,
 * which a database in SQL_ASCII refuses (0A000).
 * A body without one, which is nearly every body, is returned as it is.
 */
export function withoutNul(body: Uint8Array): Uint8Array {
  const source = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let at = source.indexOf(ESCAPE);
  if (at === -1) return body;
  const parts: Uint8Array[] = [];
  let from = 0;
  for (; at !== -1; at = source.indexOf(ESCAPE, at + 1)) {
    let slashes = 0;
    while (source[at - 1 - slashes] === BACKSLASH) slashes += 1;
    // After an odd number of backslashes this one is itself escaped: the text `\u0000`, not a NUL.
    if (slashes % 2 === 1) continue;
    parts.push(source.subarray(from, at), REPLACEMENT);
    from = at + ESCAPE.length;
  }
  return Buffer.concat([...parts, source.subarray(from)]);
}
