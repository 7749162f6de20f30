import { Inject, Injectable } from '@nestjs/common';
import type { ConnectionId, EnvironmentId } from '../../../../model/ids.js';
import { Problem } from '../../../../model/problem.js';
import { providers } from '../../../../providers/registry.js';
import type { Settings } from '../../../../settings/load.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE, SETTINGS } from '../../../common/core.module.js';
import { checkRedirect } from '../../connect/redirects.js';
import { Sessions } from '../../connect/sessions.js';

/** What an app may say of a session. */
export interface SessionWish {
  readonly reference_id?: string | null | undefined;
  readonly language?: string | null | undefined;
  readonly auth_success_redirect_url?: string | null | undefined;
  readonly auth_failure_redirect_url?: string | null | undefined;
}

export interface OpenedSession {
  readonly id: string;
  readonly url: string;
  /** The id that the user will have. */
  readonly connectionId: ConnectionId;
}

interface Allowed {
  readonly enabled: readonly string[];
  readonly origins: readonly string[];
}

/** Opens sessions for athletes to connect in, within what the environment allows. */
@Injectable()
export class SessionOpener {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(DATABASE) private readonly db: Database,
    private readonly sessions: Sessions,
  ) {}

  /** @param asked empty = all providers that are set up. @throws Problem payload */
  async widget(environmentId: EnvironmentId, asked: readonly string[], wish: SessionWish): Promise<OpenedSession> {
    const allowed = await this.allowed(environmentId);
    assertEnabled('providers', asked, allowed);
    return this.open(environmentId, 'widget', asked.length > 0 ? asked : allowed.enabled, wish, allowed);
  }

  /** @throws Problem payload */
  async direct(environmentId: EnvironmentId, provider: string, wish: SessionWish): Promise<OpenedSession> {
    const allowed = await this.allowed(environmentId);
    assertEnabled('resource', [provider], allowed);
    return this.open(environmentId, 'direct', [provider], wish, allowed);
  }

  private async open(
    environmentId: EnvironmentId,
    kind: 'widget' | 'direct',
    providers: readonly string[],
    wish: SessionWish,
    { origins }: Allowed,
  ): Promise<OpenedSession> {
    const { id, connectionId } = await this.sessions.create({
      environmentId,
      kind,
      providers,
      referenceId: wish.reference_id ?? null,
      successUrl: checkRedirect('auth_success_redirect_url', wish.auth_success_redirect_url, origins),
      failureUrl: checkRedirect('auth_failure_redirect_url', wish.auth_failure_redirect_url, origins),
      language: wish.language ?? null,
    });
    return { id, connectionId, url: `${this.settings.publicUrl}/connect/${id}` };
  }

  private async allowed(environmentId: EnvironmentId): Promise<Allowed> {
    const { rows } = await this.db.query<Allowed>(
      `SELECT ARRAY(SELECT provider FROM provider_app WHERE environment_id = e.id ORDER BY provider) AS enabled, e.redirect_origins AS origins FROM environment e WHERE e.id = $1`,
      [environmentId],
    );
    const { enabled, origins } = rows[0] ?? { enabled: [], origins: [] };
    return { enabled: enabled.filter((provider) => !isManaged(provider)), origins };
  }
}

/** Nobody agrees where an operator assigns devices. */
const isManaged = (provider: string): boolean =>
  providers.list().some(({ id, capabilities }) => id === provider && capabilities.access === 'manager');

function assertEnabled(field: string, asked: readonly string[], { enabled }: Allowed): void {
  const managed = asked.filter(isManaged);
  if (managed.length > 0)
    throw new Problem(
      'payload',
      `${field}: no athlete connects to ${managed.join(', ')}: the operator assigns its devices to athletes`,
    );
  const unknown = asked.filter((provider) => !enabled.includes(provider));
  if (unknown.length === 0) return;
  throw new Problem(
    'payload',
    `${field}: ${unknown.join(', ').slice(0, 200)} not set up in this environment; set up are: ${enabled.join(', ') || 'none'}`,
  );
}
