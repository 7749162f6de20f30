/** Connections whose tokens did not open, and do again: the operator has put the key back. */
import { Problem } from '../../model/problem.js';
import { type ConnectionId, type EnvironmentId, newId } from '../../model/ids.js';
import { connectionRecoveredEvent } from '../../model/terra/index.js';
import { terraUser } from '../../model/terra/user-of-connection.js';
import { openTokens } from '../../store/connections/credentials.js';
import { changeState } from '../../store/connections/lifecycle.js';
import { type Database, transaction } from '../../store/database.js';
import { emitEvent } from '../../store/outbox/emit.js';
import { type KeyRing, SECRET_LOCKED } from '../../store/secrets/key-ring.js';

interface Locked {
  readonly connectionId: ConnectionId;
  readonly environmentId: EnvironmentId;
  readonly tokens: Buffer;
  readonly revision: number;
}

const BATCH = 200;

/** They go on where they were, and each app is told. @returns how many */
export async function unlockConnections(db: Database, keys: KeyRing): Promise<number> {
  let unlocked = 0;
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await db.query<Locked>(
      `SELECT c.id AS "connectionId", c.environment_id AS "environmentId", t.tokens, t.revision FROM connection c JOIN credential t ON t.connection_id = c.id
        WHERE c.state = 'reauthorize' AND c.problem ->> 'code' = $1 AND c.id > $2 ORDER BY c.id LIMIT ${BATCH}`,
      [SECRET_LOCKED, after],
    );
    for (const row of rows) if (opens(keys, row) && (await goesOn(db, row))) unlocked++;
    const last = rows.at(-1);
    if (!last) return unlocked;
    after = last.connectionId;
  }
}

function opens(keys: KeyRing, row: Locked): boolean {
  try {
    openTokens(keys, row, row);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === SECRET_LOCKED) return false;
    throw error;
  }
}

/** Unless somebody was first: the athlete, who connected again, or withdrew access. */
const goesOn = (db: Database, { connectionId, environmentId }: Locked): Promise<boolean> =>
  transaction(db, async (tx) => {
    const { rowCount } = await tx.query(
      `SELECT 1 FROM connection WHERE id = $1 AND state = 'reauthorize' AND problem ->> 'code' = $2 FOR UPDATE`,
      [connectionId, SECRET_LOCKED],
    );
    const row = rowCount === 1 ? await changeState(tx, connectionId, 'active') : null;
    if (row)
      await emitEvent(tx, { environmentId, connectionId, reference: newId(), body: connectionRecoveredEvent(terraUser(row)) });
    return row !== null;
  });
