/** What bytes are, by what they begin with; names of files lie. */
import { xmlText } from '../xml/text-of-bytes.js';

export type Look = 'fit' | 'gzip' | 'zip' | 'json' | 'gpx' | 'tcx' | { readonly other: string };

const latin1 = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));

/** First bytes of files that people take for rides. */
const MAGIC: readonly (readonly [string, string])[] = [
  ['\x89PNG', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['GIF8', 'a GIF image'],
  ['RIFF', 'a WebP image or a WAV or AVI file'],
  ['%PDF', 'a PDF document'],
  ['7z\xbc\xaf', 'a 7-Zip archive'],
  ['Rar!', 'a RAR archive'],
  ['BZh', 'a bzip2 file'],
  ['\xfd7zXZ', 'an xz file'],
  ['\x28\xb5\x2f\xfd', 'a Zstandard file'],
  ['SQLite format 3', 'an SQLite database'],
  ['\x7fELF', 'a program'],
  ['MZ', 'a Windows program'],
];

const HEAD_BYTES = 16_384;
const SKIPPED = /^(?:\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->)+/;

export function lookAt(bytes: Uint8Array): Look {
  if (bytes.length >= 12 && latin1(bytes, 8, 12) === '.FIT') return 'fit';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  if (latin1(bytes, 0, 4) === 'PK\x03\x04' || latin1(bytes, 0, 4) === 'PK\x05\x06') return 'zip';
  const head = latin1(bytes, 0, 16);
  const magic = MAGIC.find(([start]) => head.startsWith(start));
  if (magic) return { other: magic[1] };
  return lookAtText(bytes.subarray(0, HEAD_BYTES));
}

function lookAtText(bytes: Uint8Array): Look {
  if (bytes.every((byte) => byte === 0)) return { other: 'nothing but zero bytes' };
  let text: string;
  try {
    ({ text } = xmlText(bytes));
  } catch {
    // An encoding that nobody knows: the reader of the format tells it, if it is one.
    text = latin1(bytes.subarray(0, 1024), 0, 1024).trimStart();
  }
  if (text.startsWith('{') || text.startsWith('[')) return 'json';
  if (text.startsWith('<')) return lookAtXml(text.replace(SKIPPED, ''));
  // What is text has hardly any control characters.
  const controls = bytes.reduce((count, byte) => count + (byte < 9 || (byte > 13 && byte < 32) ? 1 : 0), 0);
  if (controls > bytes.length / 50) return { other: 'binary data of no kind that is known here' };
  return text === '' ? { other: 'nothing but blanks' } : { other: 'plain text' };
}

function lookAtXml(text: string): Look {
  if (/^<!doctype\s+html|^<(?:html|head|body)\b/i.test(text))
    return { other: 'an HTML page (a login or error page, saved as a file?)' };
  // A document type before the root is refused by the readers, with its place.
  const root = /<(?:[\w.-]+:)?([\w.-]+)/.exec(text.replace(/^<!DOCTYPE[^>[]*(?:\[[\s\S]*?\])?[^>]*>/i, ''))?.[1];
  if (root === 'gpx') return 'gpx';
  if (root === 'TrainingCenterDatabase') return 'tcx';
  if (root === 'kml') return { other: 'a KML file, which has no samples' };
  return { other: root === undefined ? 'XML without an element' : `XML of another kind (its root is <${root.slice(0, 40)}>)` };
}
