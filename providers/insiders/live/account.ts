/** The manager's account: logging in once, keeping the tokens alive, and the devices that it owns. */
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import { readJson } from '../../kit/http.js';
import type { OAuthSettings } from '../../kit/oauth.js';
import { passwordTokens, refreshTokens } from '../../kit/oauth.js';
import type { ProviderDevice } from '../../kit/items.js';
import type { ManagerAccess, Tokens } from '../../kit/provider.js';
import type { ProviderIo } from '../../kit/provider-io.js';
import type { Page } from './api.js';
import { get, readPage } from './api.js';
import type { LiveConfig } from './config.js';

/** The most that the API gives in one page. */
export const DEVICES_PER_PAGE = 3_000;

const idSchema = z.union([z.string().min(1).max(200), z.int()]).transform(String);
const accountSchema = z.object({ id: idSchema, role: z.string() });
const text = z
  .string()
  .transform((given) => given.toWellFormed().replaceAll('\0', '').slice(0, 200))
  .nullish();
const deviceSchema = z
  .object({ id: idSchema, name: text, serial_number: z.union([text, z.number().transform(String)]) })
  .transform(({ id, name, serial_number: serial }): ProviderDevice => ({ id, name: name ?? null, serialNumber: serial ?? null }));

function settingsOf(config: LiveConfig): OAuthSettings {
  const token = `${config.account_url}/oauth2/token/`;
  return {
    authorize_url: token,
    token_url: token,
    revoke_url: token,
    client_id: config.client_id,
    client_secret: config.client_secret,
    client_auth: 'client_secret_post',
    scopes: [],
  };
}

export async function identify(config: LiveConfig, accessToken: string, io: ProviderIo): Promise<string> {
  const { id, role } = readJson(await get(config, accessToken, config.account_path, {}, io), accountSchema, 'the account');
  if (role !== 'MANAGER')
    throw new Problem('config', 'this account of Insiders is no manager’s: log in with the account that owns the devices', {
      code: 'NOT_MANAGER',
    });
  return id;
}

export const login: ManagerAccess<LiveConfig>['login'] = async (config, credentials, io) => {
  const { tokens } = await passwordTokens(settingsOf(config), credentials, io).catch((error: unknown) => {
    if (error instanceof Problem && error.kind === 'auth')
      throw new Problem('auth', 'Insiders does not accept this username and password', { code: error.code });
    throw error;
  });
  const providerUserId = await identify(config, tokens.accessToken, io);
  return { tokens, identity: { providerUserId, scopes: tokens.scopes } };
};

export const refresh = (config: LiveConfig, tokens: Tokens, io: ProviderIo): Promise<Tokens> =>
  refreshTokens(settingsOf(config), tokens, io);

export async function devicesPage(
  config: LiveConfig,
  accessToken: string,
  page: number,
  io: ProviderIo,
): Promise<Page<ProviderDevice>> {
  const response = await get(config, accessToken, '/v1/devices/', { page, limit: DEVICES_PER_PAGE }, io);
  // The token works and this account has no say over devices: logging in again with it changes nothing.
  if (response.status === 403)
    throw new Problem('config', 'this account of Insiders may not list devices: log in with a manager’s account', {
      code: 'NOT_MANAGER',
    });
  return readPage(response, deviceSchema, page, 'the list of devices');
}

export const devices: ManagerAccess<LiveConfig>['devices'] = async (config, accessToken, cursor, io) => {
  const page = cursor === null ? 1 : Number(cursor);
  if (!Number.isSafeInteger(page) || page < 1) throw new Problem('missing', 'the list of devices: an unknown cursor');
  const { rows, next } = await devicesPage(config, accessToken, page, io);
  return { devices: rows, cursor: next === null ? null : String(next) };
};
