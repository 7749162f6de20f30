/** Insiders, profile "partner": OAuth 2.0 code with PKCE and rotating refresh tokens, thin webhooks, pull by id. */
import type { AthleteProvider, Tokens } from '../kit/provider.js';
import type { ProviderIo } from '../kit/provider-io.js';
import { authorizeUrl, exchangeCode, refreshTokens, revokeTokens } from '../kit/oauth.js';
import { fetchItem, list, whoIs } from './api.js';
import type { InsidersConfig } from './config.js';
import { spec } from './config.js';
import { fetchFile } from './file.js';
import { normalize } from './normalize/normalize.js';
import { webhooks } from './webhooks.js';

/** The token answer names the user; a provider app that is set up otherwise is asked. */
async function userOf(config: InsidersConfig, named: unknown, tokens: Tokens, io: ProviderIo): Promise<string> {
  return typeof named === 'string' && named !== '' ? named : whoIs(config, tokens.accessToken, io);
}

export const insiders: AthleteProvider<InsidersConfig> = {
  spec,
  capabilities: {
    types: ['activity', 'athlete'],
    webhook: 'thin',
    maxHistoryDays: null,
    // A month is one page for everybody, and small enough for progress that one can watch.
    windowDays: 30,
  },
  limits: (config) => [
    { scope: 'app', requests: config.requests_per_15_minutes, perSeconds: 900 },
    { scope: 'app', requests: config.requests_per_day, perSeconds: 86_400 },
    { scope: 'connection', requests: config.requests_per_user_minute, perSeconds: 60 },
  ],
  oauth: {
    authorizeUrl,
    asked: (config) => config.scopes,
    async exchange(config, grant, io) {
      const { tokens, extra } = await exchangeCode(config, grant, io);
      return { tokens, identity: { providerUserId: await userOf(config, extra['user_id'], tokens, io), scopes: tokens.scopes } };
    },
    refresh: refreshTokens,
    revoke: revokeTokens,
  },
  identify: whoIs,
  list,
  fetch: fetchItem,
  file: fetchFile,
  normalize,
  webhooks,
};
