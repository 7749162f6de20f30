/** A valid access token for a connection, its own or its manager's; refreshed by one caller at a time, the new pair stored before it is used. */
import { Problem } from '../../model/problem.js';
import type { Tokens } from '../../model/tokens.js';
import type { BoundProvider } from '../../providers/kit/bound.js';
import type { ProviderIo } from '../../providers/kit/provider-io.js';
import {
  type CredentialOwner,
  type CredentialRow,
  type RefreshReason,
  countRejection,
  forgetRefusals,
  openTokens,
  refreshCredential,
} from '../../store/connections/credentials.js';
import type { Database } from '../../store/database.js';
import { type KeyRing, SECRET_LOCKED } from '../../store/secrets/key-ring.js';

/** What is stored of the tokens, wherever it was read. */
export interface HeldCredential {
  readonly tokens: Buffer | null;
  readonly tokensRevision: number;
  readonly accessExpiresAtMs: number;
  /** Refusals in a row. */
  readonly refused: number;
}

/** One piece of work with somebody's tokens. */
export interface AccessSession {
  readonly owner: CredentialOwner;
  readonly provider: BoundProvider;
  readonly io: ProviderIo;
  /** Replaced when it was exchanged, so that whatever follows begins with the new pair. */
  held: HeldCredential;
}

/** A token that ends this soon is exchanged before use: the answer must not arrive too late. */
const MARGIN_MS = 30_000;
/** Refused this often in a row, the athlete is asked again. One refusal may be a lost race or the provider's bad minute. */
const REFUSALS = 2;
const DOUBT_MS = 20_000;
/** Code of the Problem `transient` that says so. */
export const REFUSED_ONCE = 'REFUSED_ONCE';
const NONE = 'there are no tokens for this connection';

/** Who can mend what is refused for good, and how. */
const nextStep = (owner: CredentialOwner): string =>
  'managerAccountId' in owner
    ? 'log the manager in again with `freehub devices login`; until then its athletes’ polls wait and nothing is lost'
    : 'the athlete must connect again';
const withoutTokens = (owner: CredentialOwner): Problem => new Problem('auth', `${NONE}; ${nextStep(owner)}`);

/** No later try opens them: a person has to act, the operator or the athlete. */
const locked = (cause: Problem): Problem =>
  new Problem(
    'auth',
    `the stored tokens cannot be opened: ${cause.message}. Either put that key back there behind the first one and start again (it then goes on by itself), or send the athlete a reconnect link`,
    { code: SECRET_LOCKED, cause },
  );

export class Access {
  private readonly opened = new Map<string, { revision: number; accessToken: string }>();

  constructor(
    private readonly db: Database,
    private readonly keys: KeyRing,
  ) {}

  /**
   * Calls with a valid token. A 401 on one that should be valid is answered by one exchange and one repeat.
   * @throws Problem auth when the athlete (or the operator, where a manager's account reads) must log in again; transient when the provider refused once; rate_limited, config as the refresh fails; and
   * what `call` throws.
   */
  async use<T>(session: AccessSession, call: (accessToken: string) => Promise<T>): Promise<T> {
    const used = await this.valid(session);
    try {
      return await this.call(session, used, call);
    } catch (error) {
      if (!isRejection(error)) throw error;
    }
    const fresh = await this.newer(session, used, 'rejected');
    try {
      return await this.call(session, fresh, call);
    } catch (error) {
      throw isRejection(error) ? await this.doubt(session, fresh, error) : error;
    }
  }

  /** The scopes that a fresh token carries. @throws as `use` */
  async renewedScopes(session: AccessSession): Promise<readonly string[]> {
    const row = await this.newer(session, session.held, 'expired');
    if (!row.tokens) throw withoutTokens(session.owner);
    return this.read(session.owner, row.tokens, row.tokensRevision).scopes;
  }

  private async valid(session: AccessSession): Promise<HeldCredential> {
    const { held, owner } = session;
    if (!held.tokens) throw withoutTokens(owner);
    return held.accessExpiresAtMs - Date.now() > MARGIN_MS ? held : this.newer(session, held, 'expired');
  }

  private async call<T>(session: AccessSession, used: HeldCredential, call: (accessToken: string) => Promise<T>): Promise<T> {
    if (!used.tokens) throw withoutTokens(session.owner);
    const result = await call(this.open(session.owner, used.tokens, used.tokensRevision));
    if (session.held.refused > 0 && session.held.tokensRevision === used.tokensRevision) {
      session.held = { ...session.held, refused: 0 };
      await forgetRefusals(this.db, session.owner, used.tokensRevision);
    }
    return result;
  }

  /** A pair that is newer than `used`, which the session holds from now on. */
  private async newer(session: AccessSession, used: HeldCredential, reason: RefreshReason): Promise<HeldCredential> {
    // Another call of this session was first.
    if (session.held.tokensRevision > used.tokensRevision) return session.held;
    const row = await this.exchanged(session, used.tokensRevision, reason);
    const { tokens, revision, accessExpiresAtMs, refused } = row;
    const fresh = { tokens, tokensRevision: revision, accessExpiresAtMs, refused };
    if (revision > session.held.tokensRevision) session.held = fresh;
    return fresh;
  }

  /** A token that was just given out was refused. Once is a doubt, which a later sync settles. */
  private async doubt(session: AccessSession, fresh: HeldCredential, cause: Problem): Promise<Problem> {
    const { tokensRevision: revision, refused } = fresh;
    const times = await countRejection(this.db, session.owner, { revision, refused });
    return times !== null && times >= REFUSALS
      ? new Problem('auth', `the provider refuses even fresh tokens; ${nextStep(session.owner)}`, { code: cause.code, cause })
      : new Problem('transient', 'the provider refused a fresh token once; it is tried again', {
          code: REFUSED_ONCE,
          retryAfterMs: DOUBT_MS,
          cause,
        });
  }

  private async exchanged(session: AccessSession, seenRevision: number, reason: RefreshReason): Promise<CredentialRow> {
    let refusal: Problem | undefined;
    const refresh = async (current: CredentialRow) => {
      try {
        const fresh = await session.provider.refresh(this.read(session.owner, current.tokens, current.revision), session.io);
        return { tokens: fresh, accessExpiresAtMs: fresh.accessExpiresAtMs };
      } catch (error) {
        if (!(error instanceof Problem) || error.kind !== 'auth' || error.code === SECRET_LOCKED) throw error;
        refusal = error;
        return { refused: true } as const;
      }
    };
    const row = await refreshCredential(this.db, this.keys, session.owner, seenRevision, refresh, reason);
    if (!row) throw withoutTokens(session.owner);
    // Not renewed: refused now, or to somebody else a moment ago.
    if (row.revision <= seenRevision) {
      if (row.refused >= REFUSALS)
        throw new Problem('auth', `the provider refuses to renew the access; ${nextStep(session.owner)}`, { cause: refusal });
      throw new Problem('transient', 'the provider refused to renew the access once; it is tried again', {
        code: REFUSED_ONCE,
        retryAfterMs: DOUBT_MS,
        cause: refusal,
      });
    }
    return row;
  }

  /** Opening costs 20 µs; one entry per owner is kept. */
  private open(owner: CredentialOwner, sealed: Buffer, revision: number): string {
    const key = 'managerAccountId' in owner ? owner.managerAccountId : owner.connectionId;
    const hit = this.opened.get(key);
    if (hit?.revision === revision) return hit.accessToken;
    const { accessToken } = this.read(owner, sealed, revision);
    if (this.opened.size > 10_000) this.opened.clear();
    this.opened.set(key, { revision, accessToken });
    return accessToken;
  }

  private read(owner: CredentialOwner, sealed: Buffer, revision: number): Tokens {
    try {
      return openTokens(this.keys, owner, { tokens: sealed, revision });
    } catch (error) {
      throw error instanceof Problem && error.code === SECRET_LOCKED && !('managerAccountId' in owner) ? locked(error) : error;
    }
  }
}

/** Of the token, which another one may mend; a scope that was not granted (403) is missing in every token of the consent. */
export const isRejection = (error: unknown): error is Problem =>
  error instanceof Problem &&
  error.kind === 'auth' &&
  error.code !== '403' &&
  error.code !== '412' &&
  error.code !== SECRET_LOCKED;
