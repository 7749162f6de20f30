import type { Told } from '../../../../model/exchange.js';
import type { AttemptRow, DeliveryRow } from '../../../../store/control/deliveries.js';
import type { DeliveryRecord } from '../../../../store/desk/delivery-records.js';
import type { AnswerOf } from '../../http/contract/route.js';
import type * as contract from '../contract/deliveries.js';
import { iso, isoOrNull } from '../http/page.js';
import { headOf } from '../records/ride-summary.js';

export type ShownDelivery = AnswerOf<typeof contract.redriveDelivery>;
type ShownAttempt = AnswerOf<typeof contract.getDelivery>['tried'][number];

/** As a line of an export. */
export const showLine = (row: DeliveryRow): AnswerOf<typeof contract.exportDeliveries> => ({
  id: row.id,
  destination_id: row.destinationId,
  event_id: row.eventId,
  connection_id: row.connectionId,
  reference_id: row.referenceId,
  type: row.type,
  record_key: row.recordKey,
  revision: row.revision,
  priority: row.priority,
  state: row.state,
  created_at: iso(row.createdAt),
  due_at: iso(row.dueAt),
  attempts: row.attempts,
  finished_at: isoOrNull(row.finishedAt),
  problem: row.problem,
});

/** What cannot be read tells no name. */
function jsonOf(summary: Buffer): unknown {
  try {
    return JSON.parse(summary.toString());
  } catch {
    return null;
  }
}

const NO_HEAD = { name: null, sport: null };
const showRecord = (
  { type }: DeliveryRow,
  { startTime, endTime, deleted, summary }: DeliveryRecord,
): ShownDelivery['record'] => ({
  ...(type === 'activity' && !deleted ? headOf(jsonOf(summary)) : NO_HEAD),
  start_time: startTime,
  end_time: endTime,
  deleted,
});

export const showDelivery = (row: DeliveryRow, record: DeliveryRecord | undefined): ShownDelivery => ({
  ...showLine(row),
  record: record ? showRecord(row, record) : null,
});

const showTold = ({ line, headers = [], body, isCut = false }: Told): NonNullable<ShownAttempt['request']> => ({
  line,
  headers: headers.map(({ name, value }) => ({ name, value })),
  body: body ?? null,
  is_cut: isCut,
});

export const showAttempt = (row: AttemptRow): ShownAttempt => ({
  n: row.n,
  before_redrive: row.beforeRedrive,
  started_at: iso(row.startedAt),
  duration_ms: row.durationMs,
  ok: row.ok,
  code: row.code,
  problem: row.problem,
  request: row.request && showTold(row.request),
  answer: row.answer && showTold(row.answer),
});
