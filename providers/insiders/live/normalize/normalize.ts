/** A session's raw parts to a record: 10 Hz rows to seconds, to a recording, to Terra's Activity with totals that are reckoned and said to be. Pure. */
import { terraActivityOf } from '../../../../formats/terra/encode.js';
import type { Recording } from '../../../../formats/recording/recording.js';
import { NO_TOTALS } from '../../../../formats/recording/recording.js';
import { Problem } from '../../../../model/problem.js';
import type { ActivityType } from '../../../../model/terra/activity/activity-type.js';
import { ACTIVITY_TYPES } from '../../../../model/terra/activity/activity-type.js';
import type { ItemRef, NormalizedRecord, RawPart } from '../../../kit/items.js';
import type { SessionPart } from '../session-part.js';
import { readSession } from '../session-part.js';
import { readRows } from './rows.js';
import { ROW_KEYS, secondsOf } from './seconds.js';

const typeOf = (code: number): ActivityType =>
  Object.values(ACTIVITY_TYPES).find((known) => known === code) ?? ACTIVITY_TYPES.UNKNOWN;

/** Where the recorder did not write. */
function pausesOf({ range, blocks }: SessionPart): Recording['pauses'] {
  const sorted = [...blocks].sort((a, b) => a.start_ms - b.start_ms);
  return sorted.flatMap((block, i) => {
    const before = sorted[i - 1];
    if (before === undefined || block.start_ms <= before.stop_ms) return [];
    return [{ startMicros: (before.stop_ms - range.start_ms) * 1000, endMicros: (block.start_ms - range.start_ms) * 1000 }];
  });
}

/** How long it took is what the provider's recording ranges say; every other total is reckoned from the samples. */
function recordingOf(session: SessionPart, parts: readonly RawPart[]): Recording {
  const { range, assignment, device, recorded_ms: recordedMs } = session;
  const seconds = secondsOf({ startMs: range.start_ms, endMs: range.stop_ms }, assignment.stop_ms === range.stop_ms);
  for (const { part, bytes } of parts) {
    if (!part.startsWith('samples-')) continue;
    try {
      readRows(bytes, ROW_KEYS, seconds.add);
    } catch (cause) {
      if (cause instanceof SyntaxError) throw new Problem('payload', `${part} of Insiders live is no page of samples`, { cause });
      throw cause;
    }
  }
  const { samples, findings } = seconds.done();
  const type = typeOf(session.activity_type);
  return {
    startMicros: range.start_ms * 1000,
    utcOffsetSeconds: null,
    type,
    virtual: false,
    name: null,
    device: { name: device.name, manufacturer: null, serialNumber: device.serial_number, softwareVersion: null },
    totals: { ...NO_TOTALS, elapsedSeconds: (range.stop_ms - range.start_ms) / 1000, timerSeconds: recordedMs / 1000 },
    samples,
    laps: [],
    legs: [{ startMicros: 0, type, totals: NO_TOTALS }],
    pauses: pausesOf(session),
    findings,
  };
}

/**
 * @param parts `session`, and `samples-0`, `samples-1`, … in any order
 * @throws Problem payload for whatever is not as it was fetched
 */
export function normalize(ref: ItemRef, parts: readonly RawPart[]): NormalizedRecord {
  const sessionPart = parts.find(({ part }) => part === 'session');
  if (ref.type !== 'activity' || sessionPart === undefined)
    throw new Problem('payload', 'a record of Insiders live needs the description of its session');
  const session = readSession(sessionPart.bytes);
  return {
    type: 'activity',
    key: ref.id,
    providerRevision: session.recorded_ms,
    ...terraActivityOf(recordingOf(session, parts), { summaryId: ref.id }),
  };
}
