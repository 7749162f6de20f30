/**
 * The end of a history request: counted, cut into chunks, put into the outbox and over, in one transaction. So the count that is announced is what
 * arrives, whatever happens after.
 */
import type { BackfillState } from '../../model/backfill.js';
import type { BackfillId, ConnectionId, DestinationId } from '../../model/ids.js';
import { largeRequestSendingEvent } from '../../model/terra/index.js';
import { terraUser } from '../../model/terra/user-of-connection.js';
import { Problem } from '../../model/problem.js';
import { moveBackfill } from '../backfill/windows.js';
import { type ConnectionRow, findConnection } from '../connections/lifecycle.js';
import { type Database, type Queryable, transaction } from '../database.js';
import { chunksOf } from './chunks.js';
import { tellHeld } from './held.js';
import { type Answer, type Member, sendChunks, sendEach, sendWord } from './outbox.js';

interface OpenRequest extends Omit<Answer, 'connectionId'> {
  readonly connectionId: ConnectionId | null;
  readonly large: boolean;
  readonly send: boolean;
  /** Its answer has been sent: it is never sent again. */
  readonly sent: boolean;
  readonly windowsDone: number;
  readonly windowsFailed: number;
}

export interface EndedRequest {
  readonly state: 'done' | 'failed';
  /** To wake. */
  readonly destinationIds: readonly DestinationId[];
}

/**
 * Sends once and ends the request, however often it is called. Destinations that take messages get chunks; those that hold one item per key
 * (`keyedKinds`) get each record by itself, and are told that number.
 * @returns null when it does not run: over before, or paused, which waits for its resumption
 * @throws Problem bug when it cannot be ended; then nothing is sent
 */
export function finishHistory(db: Database, id: BackfillId, keyedKinds: readonly string[]): Promise<EndedRequest | null> {
  return transaction(db, async (tx) => {
    const request = await openRequest(tx, id, ['running']);
    if (!request) return null;
    const destinationIds = await answer(tx, request, keyedKinds);
    const state = request.windowsFailed > 0 && request.windowsDone === 0 ? 'failed' : 'done';
    if (!(await moveBackfill(tx, id, state)))
      throw new Problem('bug', `the history request ${id} could not be ended as ${state}`);
    return { state, destinationIds };
  });
}

/** Called in the transaction that cancels: what was pulled is told in the ordinary way, and nobody waits for chunks that never come. */
export async function cancelHistory(tx: Queryable, id: BackfillId): Promise<readonly DestinationId[]> {
  const request = await openRequest(tx, id, ['planned', 'running', 'paused']);
  if (!request) return [];
  const woken = await tellHeld(tx, id, []);
  const connection = request.large && request.send && !request.sent ? await connectionOf(tx, request) : null;
  if (!connection) return woken;
  const body = largeRequestSendingEvent(terraUser(connection), request.reference, 0, 'The request was canceled by an operator');
  const told = { ...request, connectionId: connection.id };
  return [...woken, ...(await sendWord(tx, told, { keyedKinds: [], keyed: false }, body))];
}

async function answer(tx: Queryable, request: OpenRequest, keyedKinds: readonly string[]): Promise<readonly DestinationId[]> {
  const connection = await connectionOf(tx, request);
  // Erased meanwhile; or somebody waits for the answer and takes it from the store; or it was sent before.
  if (!connection || !request.send || request.sent) return tellHeld(tx, request.id, []);
  const members = await membersOf(tx, request.id);
  const chunks = chunksOf(members);
  const woken = new Set(
    await tellHeld(
      tx,
      request.id,
      members.map((member) => member.key),
    ),
  );
  const told = { ...request, connectionId: connection.id };
  for (const keyed of [false, true]) {
    const audience = { keyedKinds, keyed };
    const count = keyed ? members.length : chunks.length;
    const word = largeRequestSendingEvent(terraUser(connection), request.reference, count, shortfall(request));
    const sent = [
      ...(request.large ? await sendWord(tx, told, audience, word) : []),
      ...(keyed ? await sendEach(tx, told, audience, members) : await sendChunks(tx, told, audience, chunks)),
    ];
    for (const destination of sent) woken.add(destination);
  }
  await tx.query(`UPDATE backfill SET sent_at = now(), expected_payloads = $2 WHERE id = $1`, [request.id, chunks.length]);
  return [...woken];
}

async function openRequest(tx: Queryable, id: BackfillId, states: readonly BackfillState[]): Promise<OpenRequest | null> {
  const { rows } = await tx.query<OpenRequest>(
    `SELECT id, environment_id AS "environmentId", connection_ids[1] AS "connectionId", types[1] AS type, reference, large, send, samples, sent_at IS NOT NULL AS sent,
            windows_done AS "windowsDone", windows_failed AS "windowsFailed"
       FROM backfill WHERE id = $1 AND purpose = 'request' AND state = ANY ($2) FOR UPDATE`,
    [id, states],
  );
  return rows[0] ?? null;
}

const connectionOf = async (tx: Queryable, request: OpenRequest): Promise<ConnectionRow | null> =>
  request.connectionId === null ? null : findConnection(tx, request.environmentId, request.connectionId);

const shortfall = (request: OpenRequest): string | undefined =>
  request.windowsFailed > 0
    ? `${request.windowsFailed} part(s) of the range could not be fetched; what is stored of them is sent`
    : undefined;

async function membersOf(tx: Queryable, id: BackfillId): Promise<readonly Member[]> {
  const { rows } = await tx.query<Member>(
    `SELECT r.record_key AS key, CASE WHEN b.samples THEN r.body_bytes ELSE octet_length(r.summary) END AS bytes
       FROM backfill b JOIN record r ON r.connection_id = b.connection_ids[1] AND r.type = b.types[1]
      WHERE b.id = $1 AND r.started_at >= b.range_start AND r.started_at < b.range_end AND r.deleted_at IS NULL
      ORDER BY r.started_at DESC, r.record_key`,
    [id],
  );
  return rows;
}
