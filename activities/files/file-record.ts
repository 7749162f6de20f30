/** Records that are made of a file and nothing else: what users upload. */
import { createHash } from 'node:crypto';
import { type ActivityFile, type FileLimits, readActivityFile } from '../../formats/file.js';
import { activityRecordOf } from '../../formats/terra/record.js';
import { Problem } from '../../model/problem.js';
import { UPLOAD_TYPES } from '../../model/terra/common/enumerations.js';
import type { ItemRef, NormalizedRecord, RawPart } from '../../providers/kit/items.js';
import { FILE_PART } from '../../store/sync/originals.js';

const KEY = /^file-[0-9a-f]{32}(?:-(?<place>[1-9]\d{0,5}))?$/;

/** The same bytes are the same records, whoever sends them and however often. @param index of the recording within the file */
export const fileKey = (bytes: Uint8Array, index: number): string =>
  `file-${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}${index === 0 ? '' : `-${index + 1}`}`;

export const isFileAlone = (parts: readonly RawPart[]): boolean => parts.length === 1 && parts[0]?.part === FILE_PART;

/** All records of a file. @throws Problem payload with the code of what is wrong (docs/formats.md) */
export function fileRecords(
  bytes: Uint8Array,
  limits: FileLimits,
): { readonly file: ActivityFile; readonly records: readonly NormalizedRecord[] } {
  const file = readActivityFile(bytes, { limits });
  return { file, records: file.recordings.map((_, index) => recordAt(file, index, fileKey(bytes, index))) };
}

/** One record made again from its file. @throws Problem payload */
export function normalizeFile(ref: ItemRef, parts: readonly RawPart[]): NormalizedRecord {
  const place = KEY.exec(ref.id)?.groups?.['place'];
  const index = place === undefined ? 0 : Number(place) - 1;
  return recordAt(readActivityFile(parts[0]?.bytes ?? new Uint8Array()), index, ref.id);
}

function recordAt({ recordings }: ActivityFile, index: number, key: string): NormalizedRecord {
  const recording = recordings[index];
  if (!recording) throw new Problem('payload', `the file has no recording ${index + 1}`, { code: 'FILE_RECORDING' });
  return activityRecordOf(recording, { summaryId: key, uploadType: UPLOAD_TYPES.THIRD_PARTY_UPLOAD });
}
