const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** `[` and `{`, `]` and `}` differ in one bit. */
const OPEN = 0x5b;
const CLOSE = 0x5d;
const BRACE_BIT = 0x20;

/** How deep objects and arrays of a valid JSON text lie in each other: 1 for `{}`. Read from the bytes, so that a hostile depth costs no stack. */
export function depthOf(json: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (inText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if ((byte & ~BRACE_BIT) === OPEN) deepest = Math.max(deepest, ++depth);
    else if ((byte & ~BRACE_BIT) === CLOSE) depth -= 1;
  }
  return deepest;
}
