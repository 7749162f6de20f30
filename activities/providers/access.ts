/** A valid access token for a connection; refreshed by one caller at a time, the new pair stored before it is used. */
import type { ConnectionId, EnvironmentId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import type { Tokens } from '../../model/tokens.js';
import type { BoundProvider } from '../../providers/kit/bound.js';
import type { ProviderIo } from '../../providers/kit/provider.js';
import { type CredentialRow, openTokens, refreshCredential } from '../../store/connections/credentials.js';
import type { Database } from '../../store/database.js';
import type { KeyRing } from '../../store/secrets/key-ring.js';

/** What is stored of the tokens, wherever it was read. */
export interface HeldCredential {
  readonly tokens: Buffer | null;
  readonly tokensRevision: number;
  readonly accessExpiresAtMs: number;
}

export interface Owner {
  readonly environmentId: EnvironmentId;
  readonly connectionId: ConnectionId;
}

/** A token that ends this soon is exchanged before use: the answer must not arrive too late. */
const MARGIN_MS = 30_000;
/** Refused this often in a row, the athlete is asked again. One refusal may be a lost race or the provider's bad minute. */
const REFUSALS = 2;

export class Access {
  private readonly opened = new Map<string, { revision: number; accessToken: string }>();

  constructor(
    private readonly db: Database,
    private readonly keys: KeyRing,
  ) {}

  /**
   * @param rejected true when the provider answered 401 although the token should be valid: it is exchanged whatever its expiry says.
   * @throws Problem auth when the athlete must connect again; transient, rate_limited, config as the refresh fails.
   */
  async token(owner: Owner, held: HeldCredential, provider: BoundProvider, io: ProviderIo, rejected = false): Promise<string> {
    if (!held.tokens) throw new Problem('auth', 'there are no tokens for this connection; the athlete must connect again');
    if (!rejected && held.accessExpiresAtMs - Date.now() > MARGIN_MS) return this.open(owner, held.tokens, held.tokensRevision);
    const row = await this.exchanged(owner, held, provider, io);
    return this.open(owner, row.tokens, row.revision);
  }

  /** The scopes that a fresh token carries. @throws as `token` */
  async renewedScopes(owner: Owner, held: HeldCredential, provider: BoundProvider, io: ProviderIo): Promise<readonly string[]> {
    const row = await this.exchanged(owner, held, provider, io);
    return this.read(owner, row.tokens, row.revision).scopes;
  }

  private async exchanged(owner: Owner, held: HeldCredential, provider: BoundProvider, io: ProviderIo): Promise<CredentialRow> {
    let refusal: Problem | undefined;
    const row = await refreshCredential(this.db, this.keys, owner, held.tokensRevision, async (current) => {
      try {
        const fresh = await provider.refresh(this.read(owner, current.tokens, current.revision), io);
        return { tokens: fresh, accessExpiresAtMs: fresh.accessExpiresAtMs };
      } catch (error) {
        if (!(error instanceof Problem) || error.kind !== 'auth') throw error;
        refusal = error;
        return { refused: true };
      }
    });
    if (!row) throw new Problem('auth', 'there are no tokens for this connection; the athlete must connect again');
    // Not renewed: refused now, or to somebody else a moment ago.
    if (row.revision <= held.tokensRevision) {
      if (row.refused >= REFUSALS)
        throw new Problem('auth', 'the provider refuses to renew the access; the athlete must connect again', { cause: refusal });
      throw new Problem('transient', 'the provider refused to renew the access once; it is tried again', {
        retryAfterMs: 20_000,
        cause: refusal,
      });
    }
    return row;
  }

  /** Opening costs 20 µs; one entry per connection is kept. */
  private open(owner: Owner, sealed: Buffer, revision: number): string {
    const hit = this.opened.get(owner.connectionId);
    if (hit?.revision === revision) return hit.accessToken;
    const { accessToken } = this.read(owner, sealed, revision);
    if (this.opened.size > 10_000) this.opened.clear();
    this.opened.set(owner.connectionId, { revision, accessToken });
    return accessToken;
  }

  private read(owner: Owner, sealed: Buffer, revision: number): Tokens {
    return openTokens(this.keys, owner, { tokens: sealed, revision });
  }
}
