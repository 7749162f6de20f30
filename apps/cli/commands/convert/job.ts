/** One file converted, from bytes to bytes: what a thread does. */
import { createHash } from 'node:crypto';
import { type FileFormat, readActivityFile } from '../../../../formats/file.js';
import { withDerived } from '../../../../formats/recording/derive.js';
import type { Finding, Recording } from '../../../../formats/recording/recording.js';
import { activityTypeTitle } from '../../../../model/terra/activity/activity-type.js';
import { Problem, type StoredProblem } from '../../../../model/problem.js';
import { lossesTo } from './losses.js';
import type { Target } from './target-names.js';
import { encodeTo } from './targets.js';

export interface Job {
  readonly bytes: Uint8Array;
  readonly target: Target;
}

/** What is told of a recording. */
export interface Summary {
  readonly sport: string;
  /** Unix microseconds. */
  readonly startMicros: number;
  readonly utcOffsetSeconds: number | null;
  readonly elapsedSeconds: number | null;
  readonly distanceMeters: number | null;
  readonly samples: number;
  readonly findings: readonly Finding[];
}

export interface Converted {
  readonly summary: Summary;
  /** Null when the target cannot hold it: `problem` says why. */
  readonly bytes: Uint8Array | null;
  readonly problem: StoredProblem | null;
}

export type Outcome =
  | { readonly format: FileFormat; readonly recordings: readonly Converted[]; readonly problem: null }
  | { readonly format: null; readonly recordings: readonly []; readonly problem: StoredProblem };

/** Never throws: across threads an error would lose its class. */
export function convert({ bytes, target }: Job): Outcome {
  try {
    const { format, recordings } = readActivityFile(bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { format, problem: null, recordings: recordings.map((recording, index) => one(recording, target, { sha256, index })) };
  } catch (error) {
    return { format: null, recordings: [], problem: told(error) };
  }
}

function one(recording: Recording, target: Target, source: { readonly sha256: string; readonly index: number }): Converted {
  const summary = summaryOf(recording, target);
  try {
    return { summary, bytes: encodeTo(target, recording, source), problem: null };
  } catch (error) {
    return { summary, bytes: null, problem: told(error) };
  }
}

function summaryOf(recording: Recording, target: Target): Summary {
  const { totals } = withDerived(recording);
  return {
    sport: activityTypeTitle(recording.type) ?? 'Unknown',
    startMicros: recording.startMicros,
    utcOffsetSeconds: recording.utcOffsetSeconds,
    elapsedSeconds: totals.elapsedSeconds,
    distanceMeters: totals.distanceMeters,
    samples: recording.samples.micros.length,
    findings: [...recording.findings, ...lossesTo(target, recording)],
  };
}

/** A bug keeps its stack, which nobody could ask for otherwise. */
function told(error: unknown): StoredProblem {
  const problem = Problem.from(error, 'converting');
  if (problem.kind !== 'bug') return problem.toJSON();
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { ...problem.toJSON(), message: `${problem.message}; please report it:\n${stack}` };
}
