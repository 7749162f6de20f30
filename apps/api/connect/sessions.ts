/** Authorization sessions: from "please connect" to the athlete's yes or no. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { isUuid, newId } from '../../../model/ids.js';
import type { ConnectionId, EnvironmentId } from '../../../model/ids.js';
import type { StoredProblem } from '../../../model/problem.js';
import type { Database, Queryable } from '../../../store/database.js';
import { KeyRing, type SecretPlace } from '../../../store/secrets/key-ring.js';
import { DATABASE } from '../../common/core.module.js';
import { athleteProblem } from './words.js';

export interface AuthSession {
  readonly id: string;
  readonly environmentId: EnvironmentId;
  readonly kind: 'widget' | 'direct';
  readonly providers: readonly string[];
  readonly referenceId: string | null;
  readonly successUrl: string | null;
  readonly failureUrl: string | null;
  readonly connectionId: ConnectionId;
  readonly state: 'open' | 'authorizing' | 'connected' | 'failed';
  readonly provider: string | null;
  readonly codeVerifier: Buffer | null;
  readonly browserHash: Buffer | null;
  readonly problem: StoredProblem | null;
  readonly expired: boolean;
  readonly createdAt: Date;
}

export interface NewSession {
  readonly environmentId: EnvironmentId;
  readonly kind: 'widget' | 'direct';
  readonly providers: readonly string[];
  readonly referenceId: string | null;
  readonly successUrl: string | null;
  readonly failureUrl: string | null;
  readonly language: string | null;
}

/** Terra's sessions live this long (`expires_in`). */
export const SESSION_SECONDS = 900;
const LOOK_EVERY_MS = 100;

const COLUMNS = `id, environment_id AS "environmentId", kind, providers, reference_id AS "referenceId", success_url AS "successUrl", failure_url AS "failureUrl",
  connection_id AS "connectionId", state, provider, code_verifier AS "codeVerifier", browser_hash AS "browserHash", problem, expires_at < now() AS expired,
  created_at AS "createdAt"`;

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
export const secretText = (): string => randomBytes(32).toString('base64url');
const verifierPlace = (session: Pick<AuthSession, 'environmentId' | 'id'>): SecretPlace => ({
  environmentId: session.environmentId,
  entity: `auth_session:${session.id}`,
  field: 'code_verifier',
  version: 1,
});

@Injectable()
export class Sessions {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly keys: KeyRing,
  ) {}

  async create(made: NewSession): Promise<{ id: string; connectionId: ConnectionId }> {
    // The id is in an address that people pass on: random, not in order.
    const id = randomUUID();
    const connectionId = newId<ConnectionId>();
    await this.db.query(
      `INSERT INTO auth_session (id, environment_id, kind, providers, reference_id, success_url, failure_url, language, connection_id, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10 * interval '1 second')`,
      [
        id,
        made.environmentId,
        made.kind,
        made.providers,
        made.referenceId,
        made.successUrl,
        made.failureUrl,
        made.language,
        connectionId,
        SESSION_SECONDS,
      ],
    );
    return { id, connectionId };
  }

  /** @throws Problem missing */
  async find(id: string): Promise<AuthSession> {
    const { rows } = isUuid(id)
      ? await this.db.query<AuthSession>(`SELECT ${COLUMNS} FROM auth_session WHERE id = $1`, [id])
      : { rows: [] };
    if (!rows[0])
      throw athleteProblem('missing', 'LINK', 'This link is not valid. Ask the app that sent you here for a new one.');
    return rows[0];
  }

  async findByState(state: string): Promise<AuthSession | null> {
    return (
      (await this.db.query<AuthSession>(`SELECT ${COLUMNS} FROM auth_session WHERE oauth_state_hash = $1`, [sha256(state)]))
        .rows[0] ?? null
    );
  }

  /** Binds a fresh state and verifier to this browser. */
  async authorize(
    session: AuthSession,
    provider: string,
    secrets: { state: string; browser: string; codeVerifier: string },
  ): Promise<void> {
    await this.db.query(
      `UPDATE auth_session SET state = 'authorizing', provider = $2, oauth_state_hash = $3, browser_hash = $4, code_verifier = $5, problem = NULL WHERE id = $1 AND state <> 'connected'`,
      [
        session.id,
        provider,
        sha256(secrets.state),
        sha256(secrets.browser),
        this.keys.seal(Buffer.from(secrets.codeVerifier), verifierPlace(session)),
      ],
    );
  }

  /**
   * Takes the verifier, which is there once for each state: a code is exchanged by one request only, however often the browser sends it.
   * @returns null when another request was first
   */
  async takeVerifier(session: AuthSession): Promise<string | null> {
    const { rows } = await this.db.query<{ verifier: Buffer }>(
      `UPDATE auth_session SET code_verifier = NULL WHERE id = $1 AND state = 'authorizing' AND code_verifier = $2 RETURNING old.code_verifier AS verifier`,
      [session.id, session.codeVerifier],
    );
    return rows[0] ? this.keys.open(rows[0].verifier, verifierPlace(session)).toString() : null;
  }

  /** The session when the request that took the verifier has ended it. @returns null when it did not within `forMs`: it may have died. */
  async outcome(session: AuthSession, forMs: number): Promise<AuthSession | null> {
    const untilMs = performance.now() + forMs;
    while (performance.now() < untilMs) {
      const now = await this.find(session.id);
      if (now.state !== 'authorizing') return now;
      // Begun again in another window, with a state of its own.
      if (now.codeVerifier) throw athleteProblem('conflict', 'LINK', 'This link was opened again meanwhile: please go on there.');
      await sleep(LOOK_EVERY_MS);
    }
    return null;
  }

  /** True in the browser that began this session, by the secret in its cookie. */
  isBrowser(session: AuthSession, browser: string | undefined): boolean {
    return browser !== undefined && session.browserHash !== null && session.browserHash.equals(sha256(browser));
  }

  /**
   * The state stays known when it went well: who sends it again is told so. What failed ends nothing that was begun since, in another window.
   * @returns false when another request was first
   */
  async end(tx: Queryable, session: AuthSession, state: 'connected' | 'failed', problem: StoredProblem | null): Promise<boolean> {
    const { rowCount } = await tx.query(
      `UPDATE auth_session SET state = $2, problem = $3, code_verifier = NULL, oauth_state_hash = CASE WHEN $2 = 'connected' THEN oauth_state_hash END
        WHERE id = $1 AND state = 'authorizing' AND ($2 = 'connected' OR browser_hash = $4)`,
      [session.id, state, problem === null ? null : JSON.stringify(problem), session.browserHash],
    );
    return rowCount === 1;
  }

  /** The account was connected before: it kept the id that it had. */
  async endedAs(tx: Queryable, id: string, connectionId: ConnectionId): Promise<void> {
    await tx.query(`UPDATE auth_session SET connection_id = $2 WHERE id = $1`, [id, connectionId]);
  }
}
