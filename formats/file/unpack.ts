/** Files inside gzip and zip, never larger than the cap. */
import { constants, crc32, gunzipSync, inflateRawSync } from 'node:zlib';
import { Problem } from '../../model/problem.js';
import type { Finding } from '../recording/recording.js';
import { errorCode } from '../../model/error-code.js';

/** zlib: more than maxOutputLength. */
const TOO_LARGE = 'ERR_BUFFER_TOO_LARGE';

/**
 * A gzip file that ends too early gives what is there, with the finding `FILE_TRUNCATED`; one whose content comes out in its length is read, whatever its
 * check sum says (`FILE_CRC`), and so is one with something behind it (`FILE_TRAILING_BYTES`).
 * @throws Problem payload FILE_GZIP, FILE_TOO_LARGE
 */
export function gunzip(bytes: Uint8Array, maxBytes: number, findings: Finding[]): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if (errorCode(error) === 'Z_DATA_ERROR') return inflateMember(bytes, maxBytes, findings);
    if (errorCode(error) !== 'Z_BUF_ERROR') throw broken(error, 'gzip', 'FILE_GZIP', maxBytes);
  }
  try {
    const part = gunzipSync(bytes, { maxOutputLength: maxBytes, finishFlush: constants.Z_SYNC_FLUSH });
    findings.push({ code: 'FILE_TRUNCATED', message: 'the gzip file ends in the middle: what stands before was read' });
    return part;
  } catch (error) {
    throw broken(error, 'gzip', 'FILE_GZIP', maxBytes);
  }
}

const GZIP_HEADER = 10;
const [HAS_HEADER_CRC, HAS_EXTRA, HAS_NAME, HAS_COMMENT] = [2, 4, 8, 16];

/** Where the packed content begins (RFC 1952). */
function contentOf(bytes: Uint8Array): number {
  const flags = bytes[3] ?? 0;
  let at = GZIP_HEADER;
  if (flags & HAS_EXTRA) at += 2 + (bytes[at] ?? 0) + ((bytes[at + 1] ?? 0) << 8);
  // Texts that end with a zero.
  for (const text of [HAS_NAME, HAS_COMMENT]) if (flags & text) at = bytes.indexOf(0, at) + 1 || bytes.length;
  return flags & HAS_HEADER_CRC ? at + 2 : at;
}

/** The first member alone, whose content must come out whole. */
function inflateMember(bytes: Uint8Array, maxBytes: number, findings: Finding[]): Uint8Array {
  const packed = Buffer.from(bytes).subarray(contentOf(bytes));
  let content: Uint8Array;
  try {
    content = inflateRawSync(packed, { maxOutputLength: maxBytes });
  } catch (error) {
    throw broken(error, 'gzip', 'FILE_GZIP', maxBytes);
  }
  // zlib does not say where it ended: there stand the check sum and the length.
  const end = Buffer.alloc(8);
  end.writeUInt32LE(crc32(content), 0);
  end.writeUInt32LE(content.length, 4);
  const at = packed.lastIndexOf(end);
  const behind = packed.length - at - end.length;
  if (at >= 0 && behind > 0)
    findings.push({
      code: 'FILE_TRAILING_BYTES',
      message: `${behind} bytes after the end of the gzip file are none of it and were not read`,
    });
  // One wrong bit may make a different text of all that follows: then neither is right.
  else if (packed.subarray(-8, -4).equals(end.subarray(0, 4)) || packed.subarray(-4).equals(end.subarray(4)))
    findings.push({
      code: 'FILE_CRC',
      message: 'the check sum of the gzip file does not match: some of its values may be damaged',
    });
  else throw broken(undefined, 'gzip', 'FILE_GZIP', maxBytes);
  return content;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly packedBytes: number;
  readonly offset: number;
}

/**
 * The one file in a zip archive, as Garmin Connect hands out its originals.
 * @throws Problem payload FILE_ZIP (none, several, encrypted, another method, broken), FILE_TOO_LARGE
 */
export function unzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const entries = directory(view, bytes).filter(({ name }) => !name.endsWith('/') && !name.startsWith('__MACOSX/'));
    const [entry] = entries;
    if (entry === undefined) throw refused('is empty');
    if (entries.length > 1) throw refused(`holds ${entries.length} files: unpack it first, then give its folder`);
    if (entry.encrypted) throw refused('is encrypted: unpack it first');
    const start = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
    const packed = bytes.subarray(start, start + entry.packedBytes);
    if (packed.length < entry.packedBytes) throw refused('is broken: its file is cut off');
    if (entry.method === STORED && packed.length > maxBytes) throw tooLarge(maxBytes);
    if (entry.method === STORED) return packed;
    if (entry.method !== DEFLATED) throw refused('is packed in a way that is not known here: unpack it first');
    return inflateRawSync(packed, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw broken(error, 'zip', 'FILE_ZIP', maxBytes);
  }
}

/** @throws RangeError where it points outside the archive */
function directory(view: DataView, bytes: Uint8Array): Entry[] {
  // At the end, before a comment of at most 65,535 bytes.
  let end = bytes.length - 22;
  const least = Math.max(0, end - 65_535);
  while (end >= least && view.getUint32(end, true) !== END_OF_DIRECTORY) end--;
  if (end < least) throw refused('is broken: its directory is missing (was the download cut off?)');
  const count = view.getUint16(end + 10, true);
  const entries: Entry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== DIRECTORY_ENTRY) throw refused('is broken: its directory makes no sense');
    const nameLength = view.getUint16(at + 28, true);
    entries.push({
      name: Buffer.from(bytes.subarray(at + 46, at + 46 + nameLength)).toString('utf8'),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      packedBytes: view.getUint32(at + 20, true),
      offset: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

const refused = (why: string): Problem => new Problem('payload', `the zip archive ${why}`, { code: 'FILE_ZIP' });

const tooLarge = (maxBytes: number): Problem =>
  new Problem('payload', `unpacked, the file has more than ${maxBytes} bytes, which is more than is read`, {
    code: 'FILE_TOO_LARGE',
  });

const broken = (error: unknown, kind: string, code: string, maxBytes: number): Problem =>
  errorCode(error) === TOO_LARGE
    ? tooLarge(maxBytes)
    : new Problem('payload', `the ${kind} file is broken: download or export it again`, { code, cause: error });
