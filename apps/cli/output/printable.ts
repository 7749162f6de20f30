/** Text that others wrote (names of files, what is in them) as one line that moves no cursor, colours nothing and reads as it is written. */

/** Control characters, line and paragraph separators, and the marks that turn the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

const ESCAPES: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` };

/** `a\nb`, `\x1b[31m`, `\u202e`: as they are written in programs. All else stays, of any language. */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (character) => {
    const hex = character.charCodeAt(0).toString(16);
    return ESCAPES[character] ?? (hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`);
  });
