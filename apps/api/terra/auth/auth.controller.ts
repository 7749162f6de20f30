import { Controller, Inject, UseGuards } from '@nestjs/common';
import { type ConnectionId, asId } from '../../../../model/ids.js';
import { Problem } from '../../../../model/problem.js';
import { AUTH_TOKEN_SECONDS, makeAuthToken } from '../../../../store/control/auth-tokens.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE } from '../../../common/core.module.js';
import { DisconnectService } from '../../connect/disconnect.service.js';
import { SESSION_SECONDS } from '../../connect/sessions.js';
import type { AnswerOf, InputOf } from '../../http/contract/route.js';
import { Endpoint, Input } from '../../http/endpoint.js';
import * as contract from '../contract/auth.js';
import { ApiCaller, ApiKeyGuard, type Caller, actorOf } from '../http/api-key.guard.js';
import { MOUNTS } from '../http/mounts.js';
import { SessionOpener } from './session-opener.service.js';

/** Connecting and disconnecting, as Terra's clients call it. */
@Controller(MOUNTS)
@UseGuards(ApiKeyGuard)
export class AuthController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly opener: SessionOpener,
    private readonly disconnecting: DisconnectService,
  ) {}

  @Endpoint(contract.generateWidgetSession)
  async widget(
    @ApiCaller() caller: Caller,
    @Input() { body = {} }: InputOf<typeof contract.generateWidgetSession>,
  ): Promise<AnswerOf<typeof contract.generateWidgetSession>> {
    const session = await this.opener.widget(caller.environmentId, list(body.providers ?? ''), body);
    return { status: 'success', session_id: session.id, url: session.url, expires_in: SESSION_SECONDS };
  }

  @Endpoint(contract.authenticateUser)
  async authenticate(
    @ApiCaller() caller: Caller,
    @Input() { query, body = {} }: InputOf<typeof contract.authenticateUser>,
  ): Promise<AnswerOf<typeof contract.authenticateUser>> {
    const [provider] = list(query.resource || (body.resource ?? ''));
    if (provider === undefined) throw new Problem('payload', 'resource: is missing: name the provider to connect');
    const session = await this.opener.direct(caller.environmentId, provider, body);
    return { status: 'success', user_id: session.connectionId, auth_url: session.url };
  }

  @Endpoint(contract.generateAuthToken)
  async token(@ApiCaller() caller: Caller): Promise<AnswerOf<typeof contract.generateAuthToken>> {
    return this.tokenFor(caller, null);
  }

  @Endpoint(contract.makeToken)
  async tokenOf(
    @ApiCaller() caller: Caller,
    @Input() { query }: InputOf<typeof contract.makeToken>,
  ): Promise<AnswerOf<typeof contract.makeToken>> {
    return this.tokenFor(caller, query.reference_id || null);
  }

  @Endpoint(contract.deauthenticateUser)
  async deauthenticate(
    @ApiCaller() caller: Caller,
    @Input() { query }: InputOf<typeof contract.deauthenticateUser>,
  ): Promise<AnswerOf<typeof contract.deauthenticateUser>> {
    await this.disconnecting.disconnect(caller.environmentId, asId<ConnectionId>(query.user_id), actorOf(caller));
    return { status: 'success' };
  }

  private async tokenFor({ environmentId }: Caller, referenceId: string | null): Promise<AnswerOf<typeof contract.makeToken>> {
    return {
      status: 'success',
      token: await makeAuthToken(this.db, { environmentId, referenceId }),
      expires_in: AUTH_TOKEN_SECONDS,
    };
  }
}

/** Slugs as they are written by hand. */
const list = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(',')
      .map((part) => part.trim().toUpperCase())
      .filter(Boolean),
  ),
];
