/** From an uploaded file to what is stored of it. Runs in a thread (file-reader.ts). */
import { withDerived } from '../../formats/recording/derive.js';
import type { FileFormat, FileLimits } from '../../formats/file.js';
import type { Finding } from '../../formats/recording/recording.js';
import { Problem, type StoredProblem } from '../../model/problem.js';
import type { ActivityType } from '../../model/terra/activity/activity-type.js';
import { FILE_PART } from '../../store/sync/originals.js';
import { type PackedRaw, type PackedRecord, compressed, packRaw } from '../normalize/pack.js';
import { fileRecords } from './file-record.js';

/** One recording of a file. */
export interface ReadRecording {
  readonly record: PackedRecord;
  readonly type: ActivityType;
  readonly elapsedSeconds: number | null;
  readonly distanceMeters: number | null;
  readonly samples: number;
  readonly findings: readonly Finding[];
}

export type ReadFile =
  | {
      readonly format: FileFormat;
      readonly raw: PackedRaw;
      readonly recordings: readonly ReadRecording[];
      readonly problem: null;
    }
  | { readonly problem: StoredProblem };

export interface ReadJob {
  readonly bytes: Uint8Array;
  readonly limits: FileLimits;
}

/** Never throws: across threads an error would lose its class. */
export function readFile({ bytes, limits }: ReadJob): ReadFile {
  try {
    const { file, records } = fileRecords(bytes, limits);
    const [raw] = packRaw([{ part: FILE_PART, bytes }]);
    if (!raw) throw new Problem('bug', 'a file without bytes');
    const recordings = records.map((record, index): ReadRecording => {
      const recording = file.recordings[index];
      if (!recording) throw new Problem('bug', 'a record without its recording');
      const { totals } = withDerived(recording);
      return {
        record: compressed(record),
        type: recording.type,
        elapsedSeconds: totals.elapsedSeconds,
        distanceMeters: totals.distanceMeters,
        samples: recording.samples.micros.length,
        findings: recording.findings,
      };
    });
    return { format: file.format, raw, recordings, problem: null };
  } catch (error) {
    return { problem: Problem.from(error, 'reading the file').toJSON() };
  }
}
