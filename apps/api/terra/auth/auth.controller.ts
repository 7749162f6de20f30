import { Body, Controller, Delete, HttpCode, Inject, Post, Query, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { type ConnectionId, asId, isUuid } from '../../../model/ids.js';
import { Problem } from '../../../model/problem.js';
import type { Settings } from '../../../settings/load.js';
import type { Database } from '../../../store/database.js';
import { DATABASE, SETTINGS } from '../../common/core.module.js';
import { DisconnectService } from '../connect/disconnect.service.js';
import { checkRedirect } from '../connect/redirects.js';
import { SESSION_SECONDS, Sessions } from '../connect/sessions.js';
import { ApiCaller, ApiKeyGuard, type Caller } from './api-key.guard.js';

/** Bodies are loose where Terra's own clients send more than the contract says (terra.md §1.3). */
const common = {
  reference_id: z.string().max(300).nullish(),
  language: z.string().max(20).nullish(),
  auth_success_redirect_url: z.string().max(2_000).nullish(),
  auth_failure_redirect_url: z.string().max(2_000).nullish(),
};
const widgetBody = z.looseObject({ ...common, providers: z.string().max(2_000).nullish() });
const authenticateBody = z.looseObject({ ...common, resource: z.string().max(40).nullish() });
const resourceQuery = z.looseObject({ resource: z.string().max(40).optional() });
const userQuery = z.looseObject({ user_id: z.string({ error: 'is missing: name the user to disconnect' }) });

/** Connecting and disconnecting, as Terra's clients call it. */
@Controller(['v2/auth', 'api/v2/auth'])
@UseGuards(ApiKeyGuard)
export class AuthController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(DATABASE) private readonly db: Database,
    private readonly sessions: Sessions,
    private readonly disconnecting: DisconnectService,
  ) {}

  /** A link for an athlete to choose a provider and connect. */
  @Post('generateWidgetSession')
  @HttpCode(200)
  async widget(@ApiCaller() caller: Caller, @Body() raw: unknown): Promise<object> {
    const body = widgetBody.parse(raw ?? {});
    const { enabled, origins } = await this.environment(caller);
    const asked = body.providers ? list(body.providers) : enabled;
    const unknown = asked.filter((provider) => !enabled.includes(provider));
    if (unknown.length > 0)
      throw new Problem(
        'payload',
        `providers: ${unknown.join(', ').slice(0, 200)} not set up in this environment; set up are: ${enabled.join(', ') || 'none'}`,
      );
    const { id } = await this.sessions.create({
      environmentId: caller.environmentId,
      kind: 'widget',
      providers: asked,
      referenceId: body.reference_id ?? null,
      successUrl: checkRedirect('auth_success_redirect_url', body.auth_success_redirect_url, origins),
      failureUrl: checkRedirect('auth_failure_redirect_url', body.auth_failure_redirect_url, origins),
      language: body.language ?? null,
    });
    return { session_id: id, url: `${this.settings.publicUrl}/connect/${id}`, status: 'success', expires_in: SESSION_SECONDS };
  }

  /** A link straight to one provider; the user's id is known before the athlete agrees. */
  @Post('authenticateUser')
  @HttpCode(200)
  async authenticate(@ApiCaller() caller: Caller, @Query() query: unknown, @Body() raw: unknown): Promise<object> {
    const body = authenticateBody.parse(raw ?? {});
    const resource = resourceQuery.parse(query).resource ?? body.resource;
    if (!resource) throw new Problem('payload', 'resource: is missing: name the provider to connect');
    const { enabled, origins } = await this.environment(caller);
    const provider = resource.toUpperCase();
    if (!enabled.includes(provider))
      throw new Problem(
        'payload',
        `resource: ${provider} is not set up in this environment; set up are: ${enabled.join(', ') || 'none'}`,
      );
    const { id, connectionId } = await this.sessions.create({
      environmentId: caller.environmentId,
      kind: 'direct',
      providers: [provider],
      referenceId: body.reference_id ?? null,
      successUrl: checkRedirect('auth_success_redirect_url', body.auth_success_redirect_url, origins),
      failureUrl: checkRedirect('auth_failure_redirect_url', body.auth_failure_redirect_url, origins),
      language: body.language ?? null,
    });
    return { status: 'success', user_id: connectionId, auth_url: `${this.settings.publicUrl}/connect/${id}` };
  }

  /** Revokes at the provider, deletes the data, sends `deauth`. */
  @Delete('deauthenticateUser')
  async deauthenticate(@ApiCaller() caller: Caller, @Query() query: unknown): Promise<object> {
    const { user_id: id } = userQuery.parse(query);
    if (!isUuid(id)) throw new Problem('payload', 'user_id: is not an id');
    await this.disconnecting.disconnect(caller.environmentId, asId<ConnectionId>(id), `api:${caller.devId}`);
    return { status: 'success' };
  }

  private async environment(caller: Caller): Promise<{ enabled: readonly string[]; origins: readonly string[] }> {
    const { rows } = await this.db.query<{ enabled: string[]; origins: string[] }>(
      `SELECT ARRAY(SELECT provider FROM provider_app WHERE environment_id = e.id ORDER BY provider) AS enabled, e.redirect_origins AS origins FROM environment e WHERE e.id = $1`,
      [caller.environmentId],
    );
    return rows[0] ?? { enabled: [], origins: [] };
  }
}

const list = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(',')
      .map((part) => part.trim().toUpperCase())
      .filter(Boolean),
  ),
];
