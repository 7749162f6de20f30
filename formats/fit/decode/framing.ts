/** Where a FIT file begins and ends: headers, declared lengths, check sums, files chained one after the other. */
import type { Finding } from '../../recording/recording.js';
import { crc16 } from '../crc.js';
import type { Budget } from './limits.js';
import { walk } from './walk.js';

/** One of the chained files; most files are one. */
export interface Part {
  /** Its messages. */
  readonly start: number;
  readonly end: number;
  readonly findings: readonly Finding[];
}

const LEAST_HEADER = 12;
const CHECKED_HEADER = 14;
const CRC_BYTES = 2;
/** ".FIT", little-endian. */
const SIGNATURE = 0x5449_462e;

export const startsAsFit = (bytes: Uint8Array, at = 0): boolean =>
  bytes.length >= at + LEAST_HEADER &&
  (bytes[at] ?? 0) >= LEAST_HEADER &&
  new DataView(bytes.buffer, bytes.byteOffset + at, LEAST_HEADER).getUint32(8, true) === SIGNATURE;

/** The parts of bytes that start as FIT. A wrong length or check sum is a finding, not an end: what can be read is read. */
export function partsOf(bytes: Uint8Array, budget: Budget): Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (startsAsFit(bytes, at)) {
    budget.spend('maxParts');
    const [part, next] = partAt(bytes, at);
    parts.push(part);
    at = next;
  }
  const [last] = parts.slice(-1);
  const left = bytes.length - at;
  if (last && left > 0) {
    const finding = {
      code: 'FILE_TRAILING_BYTES',
      message: `${left} bytes after the end of the FIT file are none of it and were not read`,
    };
    parts[parts.length - 1] = { ...last, findings: [...last.findings, finding] };
  }
  return parts;
}

function partAt(bytes: Uint8Array, at: number): [part: Part, next: number] {
  const headerBytes = bytes[at] ?? 0;
  const declared = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(4, true);
  const start = Math.min(at + headerBytes, bytes.length);
  const findings: Finding[] = [];
  if (headerBytes >= CHECKED_HEADER && start < bytes.length) {
    // 0 = the writer did not reckon it.
    const given = (bytes[at + 12] ?? 0) | ((bytes[at + 13] ?? 0) << 8);
    if (given !== 0 && given !== crc16(bytes.subarray(at, at + 12)))
      findings.push({
        code: 'FILE_HEADER_CRC',
        message: 'the check sum of the FIT header does not match: the file may be damaged',
      });
  }
  const end = start + declared;
  if (end + CRC_BYTES > bytes.length) {
    findings.push({
      code: 'FILE_TRUNCATED',
      message: `the FIT file ends after ${bytes.length - at} bytes, its header declares ${headerBytes + declared + CRC_BYTES}: all whole messages were read`,
    });
    return [{ start, end: Math.min(end, bytes.length), findings }, bytes.length];
  }
  // Over everything with its own sum it is 0.
  if (crc16(bytes.subarray(at, end + CRC_BYTES)) === 0) return [{ start, end, findings }, end + CRC_BYTES];
  const next = end + CRC_BYTES;
  if (next < bytes.length && !startsAsFit(bytes, next) && (declared === 0 || messagesUntilEnd(bytes, start))) {
    findings.push({
      code: 'FILE_LENGTH',
      message: `the FIT header declares ${declared} bytes of data, but messages follow behind them: they were read too`,
    });
    return [{ start, end: bytes.length, findings }, bytes.length];
  }
  findings.push({ code: 'FILE_CRC', message: 'the check sum of the FIT file does not match: some of its values may be damaged' });
  return [{ start, end, findings }, next];
}

/** Whether nothing but messages and a check sum lies between here and the end. */
const messagesUntilEnd = (bytes: Uint8Array, start: number): boolean =>
  walk(bytes, start, bytes.length, () => undefined).at >= bytes.length - CRC_BYTES;
