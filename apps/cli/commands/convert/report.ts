/** What is told of each file: a line for people, or one of JSON. */
import type { FileFormat } from '../../../../formats/file.js';
import type { StoredProblem } from '../../../../model/problem.js';
import { formatMicros } from '../../../../model/terra/timestamp.js';
import { duration } from '../../output/duration.js';
import { printable } from '../../output/printable.js';
import type { Summary } from './job.js';

export interface Written {
  readonly summary: Summary;
  /** Where it is, or in a dry run would be; null when it could not be written. */
  readonly output: string | null;
  readonly problem: StoredProblem | null;
}

export interface FileReport {
  readonly file: string;
  readonly format: FileFormat | null;
  readonly recordings: readonly Written[];
  /** Why nothing could be read. */
  readonly problem: StoredProblem | null;
}

export const failed = ({ problem, recordings }: FileReport): boolean =>
  problem !== null || recordings.some((recording) => recording.problem !== null);

const minutesOf = (seconds: number | null): number => Math.round((seconds ?? 0) / 60);

/** `2019-09-20 16:10:03 +02:00`. */
function localTime({ startMicros, utcOffsetSeconds }: Summary): string {
  const text = formatMicros(Math.floor(startMicros), minutesOf(utcOffsetSeconds));
  return `${text.slice(0, 10)} ${text.slice(11, 19)} ${utcOffsetSeconds === null ? 'UTC' : text.slice(26)}`;
}

const distance = (meters: number | null): string =>
  meters === null ? 'no distance' : meters < 1000 ? `${Math.round(meters)} m` : `${(meters / 1000).toFixed(2)} km`;

const oneLine = (summary: Summary): string =>
  [
    summary.sport,
    localTime(summary),
    summary.elapsedSeconds === null ? 'no duration' : duration(summary.elapsedSeconds),
    distance(summary.distanceMeters),
    `${summary.samples} samples`,
  ].join('  ');

/** What went well goes to `out`, reasons for what did not to `err`. */
export function tellPeople(report: FileReport, out: (line: string) => void, err: (line: string) => void): void {
  const file = printable(report.file);
  if (report.problem) err(`freehub: ${file}: ${reason(report.problem)}`);
  for (const { summary, output, problem } of report.recordings) {
    if (problem) err(`freehub: ${file}: ${reason(problem)}`);
    else out(`${file} -> ${printable(output ?? '-')}  ${oneLine(summary)}`);
    for (const { code, message } of summary.findings) out(printable(`    ${code}: ${message}`));
  }
}

/** A bug tells its stack, line by line. */
function reason({ kind, code, message }: StoredProblem): string {
  const text = kind === 'bug' ? message.split('\n').map(printable).join('\n') : printable(message);
  return code === undefined ? text : `${text} (${code})`;
}

/** A line for each file, whether it went well or not. */
export const toldAsJson = (report: FileReport): string =>
  JSON.stringify({
    file: report.file,
    ok: !failed(report),
    format: report.format,
    problem: report.problem,
    recordings: report.recordings.map(({ summary, output, problem }) => ({
      output,
      problem,
      sport: summary.sport,
      start_time: formatMicros(Math.floor(summary.startMicros), minutesOf(summary.utcOffsetSeconds)),
      utc_offset_seconds: summary.utcOffsetSeconds,
      elapsed_seconds: summary.elapsedSeconds,
      distance_meters: summary.distanceMeters,
      samples: summary.samples,
      findings: summary.findings,
    })),
  });
