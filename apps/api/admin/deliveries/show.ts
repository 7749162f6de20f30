import type { Told } from '../../../../model/exchange.js';
import type { AttemptRow, DeliveryRow } from '../../../../store/control/deliveries.js';
import type { AnswerOf } from '../../http/contract/route.js';
import type * as contract from '../contract/deliveries.js';
import { iso, isoOrNull } from '../http/page.js';

export type ShownDelivery = AnswerOf<typeof contract.redriveDelivery>;
type ShownAttempt = AnswerOf<typeof contract.getDelivery>['tried'][number];

export const showDelivery = (row: DeliveryRow): ShownDelivery => ({
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
