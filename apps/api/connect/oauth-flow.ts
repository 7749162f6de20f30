/** The athlete's way to the provider and back. */
import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { newId } from '../../../model/ids.js';
import { Problem } from '../../../model/problem.js';
import { type TerraUser, authCancelledEvent, formatTimestamp } from '../../../model/terra/index.js';
import type { BoundProvider } from '../../../providers/kit/bound.js';
import { ProviderCalls } from '../../../providers/kit/calls.js';
import type { ProviderIo } from '../../../providers/kit/provider-io.js';
import { providers } from '../../../providers/registry.js';
import type { Settings } from '../../../settings/load.js';
import { storeCredential } from '../../../store/connections/credentials.js';
import { type ConnectionRow, connect, findConnection } from '../../../store/connections/lifecycle.js';
import { writeAudit } from '../../../store/control/audit.js';
import { type ProviderApp, ProviderApps } from '../../../store/control/provider-apps.js';
import { type Database, transaction } from '../../../store/database.js';
import { emitEvent } from '../../../store/outbox/emit.js';
import { KeyRing } from '../../../store/secrets/key-ring.js';
import { Waker } from '../../../store/wake.js';
import { DATABASE, SETTINGS } from '../../common/core.module.js';
import { WorkflowDriver } from '../../common/temporal/workflow-driver.js';
import { tellConnected } from './connected-events.js';
import { type AuthSession, Sessions, secretText } from './sessions.js';
import { athleteProblem, reasonOf } from './words.js';

/** How long the provider may take for the exchange. */
const EXCHANGE_MS = 20_000;
/** By then the request that exchanges the code has ended, or its process has. */
const OUTCOME_MS = EXCHANGE_MS + 2_000;

@Injectable()
export class OAuthFlow {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(DATABASE) private readonly db: Database,
    private readonly keys: KeyRing,
    private readonly sessions: Sessions,
    private readonly apps: ProviderApps,
    private readonly calls: ProviderCalls,
    private readonly driver: WorkflowDriver,
    private readonly waker: Waker,
  ) {}

  get redirectUri(): string {
    return `${this.settings.publicUrl}/connect/callback`;
  }

  /** @returns where to send the browser, and the secret that binds it. @throws Problem payload, missing, conflict */
  async begin(session: AuthSession, providerId: string): Promise<{ url: string; browser: string }> {
    assertUsable(session);
    if (!session.providers.includes(providerId))
      throw new Problem('payload', `this link does not offer ${providerId.slice(0, 40)}`);
    const { bound } = await this.provider(session, providerId);
    const secrets = { state: secretText(), browser: secretText(), codeVerifier: secretText() };
    await this.sessions.authorize(session, providerId, secrets);
    const codeChallenge = createHash('sha256').update(secrets.codeVerifier).digest('base64url');
    return {
      url: bound.authorizeUrl({ state: secrets.state, codeChallenge, redirectUri: this.redirectUri }),
      browser: secrets.browser,
    };
  }

  /**
   * The code for tokens, and the connection with its events in one transaction. The same answer sent again (browsers do, and people reload) waits for
   * what becomes of the first. @throws Problem; the session is then failed.
   */
  async complete(session: AuthSession, code: string, scope: string | undefined): Promise<ConnectionRow> {
    if (session.state === 'connected') return this.connected(session);
    assertUsable(session);
    const codeVerifier = await this.sessions.takeVerifier(session);
    return codeVerifier === null ? this.second(session) : this.first(session, { code, codeVerifier, scope });
  }

  private async connected(session: AuthSession): Promise<ConnectionRow> {
    const connection = await findConnection(this.db, session.environmentId, session.connectionId);
    if (!connection)
      throw athleteProblem(
        'missing',
        'LINK',
        'This account was disconnected since. Ask the app that sent you here for a new link.',
      );
    return connection;
  }

  private async second(session: AuthSession): Promise<ConnectionRow> {
    const ended = await this.sessions.outcome(session, OUTCOME_MS);
    if (ended?.state === 'connected') return this.connected(ended);
    if (ended?.problem) throw new Problem(ended.problem.kind, ended.problem.message, { code: ended.problem.code });
    throw new Problem('transient', 'connecting was interrupted; please try again');
  }

  private async first(
    session: AuthSession,
    grant: { code: string; codeVerifier: string; scope: string | undefined },
  ): Promise<ConnectionRow> {
    const { app, bound } = await this.provider(session, session.provider ?? '');
    const io = this.calls.for({ providerAppId: app.id, connectionId: null, limits: [] }, AbortSignal.timeout(EXCHANGE_MS));
    const { tokens, identity } = await bound.exchange(
      {
        code: grant.code,
        codeVerifier: grant.codeVerifier,
        redirectUri: this.redirectUri,
        scope: grant.scope,
      },
      io,
    );
    await this.assertShared(session, bound, { tokens, identity }, io);
    const { connection, again, swapped, destinations } = await transaction(this.db, async (tx) => {
      if (!(await this.sessions.end(tx, session, 'connected', null)))
        throw athleteProblem('conflict', 'LINK', 'This answer was used already.');
      const made = await connect(tx, {
        id: session.connectionId,
        environmentId: session.environmentId,
        providerAppId: app.id,
        provider: app.provider,
        providerUserId: identity.providerUserId,
        referenceId: session.referenceId,
        scopes: identity.scopes.join(','),
      });
      if (made.again) await this.sessions.endedAs(tx, session.id, made.connection.id);
      await storeCredential(
        tx,
        this.keys,
        { environmentId: session.environmentId, connectionId: made.connection.id },
        tokens,
        tokens.accessExpiresAtMs,
      );
      const woken = await tellConnected(tx, session, made);
      await writeAudit(tx, {
        environmentId: session.environmentId,
        actor: 'athlete',
        action: made.again ? 'connection.reconnected' : 'connection.connected',
        subject: made.connection.id,
      });
      return { ...made, destinations: woken };
    });
    this.waker.wake('delivery', destinations);
    if (swapped) void this.driver.connection(swapped.id, 'disconnected');
    void this.driver.connection(connection.id, again ? 'reauthorized' : 'nudge');
    return connection;
  }

  /** An account without what its data needs would look connected and stay empty. @throws Problem auth, code SCOPE */
  private async assertShared(
    session: AuthSession,
    bound: BoundProvider,
    { tokens, identity }: Awaited<ReturnType<BoundProvider['exchange']>>,
    io: ProviderIo,
  ): Promise<void> {
    const lacking = bound.lacking(identity.scopes).map(({ words }) => `“${words}”`);
    if (lacking.length === 0) return;
    const { rows } = await this.db.query(
      `SELECT 1 FROM connection WHERE environment_id = $1 AND provider = $2 AND provider_user_id = $3 LIMIT 1`,
      [session.environmentId, bound.id, identity.providerUserId],
    );
    // We do not keep what we do not use. One who is connected already keeps that: the provider may end all access of a user at once.
    if (rows.length === 0) await bound.revoke(tokens, io).catch(() => undefined);
    throw athleteProblem(
      'auth',
      'SCOPE',
      `You did not share ${lacking.join(' and ')}, and without that nothing can arrive. Please try again and leave it ticked.`,
    );
  }

  /** The athlete said no, or it went wrong: the app hears of it once. */
  async fail(session: AuthSession, problem: Problem): Promise<void> {
    const destinations = await transaction(this.db, async (tx) => {
      if (!(await this.sessions.end(tx, session, 'failed', problem.toJSON()))) return [];
      const body = authCancelledEvent({
        flowId: session.id,
        reason: reasonOf(problem),
        referenceId: session.referenceId,
      });
      return emitEvent(tx, {
        environmentId: session.environmentId,
        connectionId: null,
        reference: newId(),
        body,
        flow: { provider: session.provider, widgetSessionId: session.id, user: promisedUser(session) },
      });
    });
    this.waker.wake('delivery', destinations);
  }

  private async provider(session: AuthSession, id: string): Promise<{ app: ProviderApp; bound: BoundProvider }> {
    const { rows } = await this.db.query<{ id: ProviderApp['id'] }>(
      `SELECT id FROM provider_app WHERE environment_id = $1 AND provider = $2`,
      [session.environmentId, id],
    );
    if (!rows[0]) throw new Problem('missing', `${id.slice(0, 40)} is not set up for this app any more`);
    const app = await this.apps.byId(rows[0].id);
    return { app, bound: providers.get(id).bind(app.config) };
  }
}

/** The user that the app was promised when it made the link, and who is none now: the older dialect names it. */
const promisedUser = (session: AuthSession): TerraUser | null =>
  session.provider === null
    ? null
    : {
        user_id: session.connectionId,
        provider: session.provider,
        created_at: formatTimestamp(session.createdAt.getTime()),
        last_webhook_update: null,
        scopes: null,
        reference_id: session.referenceId,
        active: false,
      };

function assertUsable(session: AuthSession): void {
  if (session.expired)
    throw athleteProblem('conflict', 'LINK', 'This link has expired. Ask the app that sent you here for a new one.');
  if (session.state === 'connected')
    throw athleteProblem('conflict', 'LINK', 'This link was used already: the account is connected.');
}
