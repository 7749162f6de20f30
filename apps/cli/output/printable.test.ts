import { expect, test } from '@jest/globals';
import { printable } from './printable.js';

test.each([
  ['ride.fit', 'ride.fit'],
  ['Größe – 山 🚴.fit', 'Größe – 山 🚴.fit'],
  ['a\nb\r\tc', String.raw`a\nb\r\tc`],
  ['\u001b[31mred\u001b]0;title\u0007', String.raw`\x1b[31mred\x1b]0;title\x07`],
  ['\u009b2J\u007f\0', String.raw`\x9b2J\x7f\x00`],
  ['a\u202etif.exe\u2028', String.raw`a\u202etif.exe\u2028`],
])('%j is shown as %s', (text, shown) => expect(printable(text)).toBe(shown));
