/** FIT files → recordings. Own reader: columns instead of objects, and every oddity of real files named instead of repaired (docs/formats.md). */
import { Problem } from '../../../model/problem.js';
import type { Finding, Recording } from '../../recording/recording.js';
import { FILE_TYPE_ACTIVITY, FILE_TYPES } from '../profile.js';
import { RECORD } from './definition.js';
import { partsOf, startsAsFit } from './framing.js';
import { Budget, type FitLimits } from './limits.js';
import { Message } from './message.js';
import { recordingOf } from './recording.js';
import { Told, UNDERSTOOD } from './told.js';
import { walk } from './walk.js';

/**
 * All activities of a FIT file: one, or several where files are chained. Several sessions of one file are the legs of one recording.
 * Damage costs only what is damaged, and is told in `findings`.
 * @throws Problem (payload) `FILE_EMPTY`, `FILE_UNKNOWN`, `FILE_TRUNCATED`, `FILE_TOO_LARGE`, `FIT_NO_ACTIVITY`; nothing else, whatever the bytes
 */
export function decodeFit(bytes: Uint8Array, limits: Partial<FitLimits> = {}): Recording[] {
  if (bytes.length === 0) throw problem('FILE_EMPTY', 'the file is empty: export it again');
  if (!startsAsFit(bytes)) throw problem('FILE_UNKNOWN', 'not a FIT file: its first bytes are not those of a FIT header');
  const budget = new Budget(limits);
  const files: { told: Told; findings: Finding[] }[] = [];
  for (const { start, end, findings } of partsOf(bytes, budget)) {
    let file = files.at(-1);
    // A part that does not say what file it is goes on with the one before: straps' heartbeats come so.
    if (!file || startsWithFileId(bytes, start, end)) files.push((file = { told: new Told(), findings: [] }));
    file.findings.push(...findings, ...read(bytes, start, end, file.told, budget));
  }
  const recordings = files.flatMap(({ told, findings }) => activityOf(told, findings) ?? []);
  const [first, ...others] = recordings;
  if (!first) throw noActivity(files[0]);
  const passed = files.length - recordings.length;
  if (passed === 0) return recordings;
  const finding = {
    code: 'FIT_PART_NO_ACTIVITY',
    message: `${passed} of the ${files.length} chained FIT files hold no activity`,
  };
  return [{ ...first, findings: [...first.findings, finding] }, ...others];
}

const FILE_ID = 0;

function startsWithFileId(bytes: Uint8Array, start: number, end: number): boolean {
  // The first definition of the part: its message number, in either byte order.
  return start + 5 < end && bytes[start + 3] === FILE_ID && bytes[start + 4] === FILE_ID;
}

function read(bytes: Uint8Array, start: number, end: number, told: Told, budget: Budget): Finding[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const most = budget.left('maxRows');
  let records = 0;
  const { at, stop } = walk(bytes, start, end, (definition, from, seconds) => {
    if (definition.message === RECORD) {
      if (++records > most) budget.spend('maxRows', records);
      if (Number.isNaN(seconds)) told.recordsWithoutTime++;
      else told.records.add(bytes, view, from, definition, seconds);
    } else if (UNDERSTOOD.has(definition.message)) told.take(new Message(bytes, view, from, definition, seconds), budget);
  });
  budget.spend('maxRows', records);
  if (stop === 'undefined' && end - at > 2)
    return [
      {
        code: 'FILE_DAMAGED',
        message: `at byte ${at} of ${bytes.length} a message begins that nothing in the FIT file defines: what comes before it was read`,
      },
    ];
  if (stop === 'cut' && end < bytes.length)
    return [
      { code: 'FILE_DAMAGED', message: `the message at byte ${at} is longer than the FIT file: all whole messages were read` },
    ];
  return [];
}

function activityOf(told: Told, findings: readonly Finding[]): Recording | null {
  const type = told.fileId?.type ?? NaN;
  if (!Number.isNaN(type) && type !== FILE_TYPE_ACTIVITY) return null;
  if (told.records.length === 0 && told.sessions.length === 0) return null;
  return recordingOf(told, findings);
}

function noActivity(file: { readonly told: Told; readonly findings: readonly Finding[] } | undefined): Problem {
  const type = file?.told.fileId?.type ?? NaN;
  if (!Number.isNaN(type) && type !== FILE_TYPE_ACTIVITY)
    return problem(
      'FIT_NO_ACTIVITY',
      `the FIT file holds no activity: it is a file of the kind "${FILE_TYPES[type] ?? type}". Export the activity itself`,
    );
  const cut = file?.findings.find(({ code }) => code === 'FILE_TRUNCATED' || code === 'FILE_DAMAGED');
  if (cut) return problem('FILE_TRUNCATED', `the FIT file is damaged before its first record: ${cut.message}. Export it again`);
  return problem('FIT_NO_ACTIVITY', 'the FIT file holds no activity: it has neither records nor a session with a time');
}

const problem = (code: string, message: string): Problem => new Problem('payload', message, { code });
