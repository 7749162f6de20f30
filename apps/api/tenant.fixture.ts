/** An environment with a key and an app at Insiders, made through the admin API; its notification address with a secret that is known. */
import { randomBytes } from 'node:crypto';
import { asId } from '../../model/ids.js';
import { KeyRing } from '../../store/secrets/key-ring.js';
import { providerAppPlace } from '../../store/control/provider-apps.js';
import type { Tenant } from '../../store/store.fixture.js';
import { insidersConfig } from './admin/seed.fixture.js';

/** What is used of test/support/api.ts. */
export interface Api {
  readonly app: { get(token: typeof KeyRing): KeyRing };
  readonly db: {
    query<Row extends object>(sql: string, values?: unknown[]): Promise<{ rows: Row[] }>;
  };
  admin(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    body?: object,
  ): Promise<{ status: number; body: Readonly<Record<string, unknown>> }>;
}

export interface ApiTenant extends Tenant {
  readonly devId: string;
  readonly headers: { readonly 'dev-id': string; readonly 'x-api-key': string };
  /** `/hooks/insiders/…` */
  readonly hook: string;
  readonly hookSecret: string;
  readonly verifyToken: string;
}

export async function apiTenant(
  api: Api,
  more: { name?: string; redirectOrigins?: readonly string[]; providerUrl?: string } = {},
): Promise<ApiTenant> {
  const devId = `env-${randomBytes(4).toString('hex')}`;
  const made = async (call: ReturnType<Api['admin']>) => {
    const { status, body } = await call;
    if (status >= 300) throw new Error(`admin answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  await made(
    api.admin('POST', '/environments', {
      dev_id: devId,
      name: more.name ?? 'Test app',
      redirect_origins: more.redirectOrigins ?? [],
    }),
  );
  const { key } = await made(api.admin('POST', `/environments/${devId}/keys`, {}));
  await made(api.admin('PUT', `/environments/${devId}/providers/INSIDERS`, { config: insidersConfig(more.providerUrl) }));
  const { rows } = await api.db.query<{ id: string; environment_id: string; hook_path: string; hook_verify_token: string }>(
    `SELECT a.id, a.environment_id, a.hook_path, a.hook_verify_token FROM provider_app a JOIN environment e ON e.id = a.environment_id WHERE e.dev_id = $1`,
    [devId],
  );
  const row = rows[0];
  if (!row) throw new Error('no provider app');
  const tenant: Tenant = { environmentId: asId(row.environment_id), providerAppId: asId(row.id) };
  const hookSecret = randomBytes(24).toString('hex');
  const sealed = api.app
    .get(KeyRing)
    .sealJson([hookSecret], providerAppPlace(tenant.environmentId, tenant.providerAppId, 'webhook_secrets'));
  await api.db.query(`UPDATE provider_app SET webhook_secrets = $2 WHERE id = $1`, [row.id, sealed]);
  return {
    ...tenant,
    devId,
    headers: { 'dev-id': devId, 'x-api-key': String(key) },
    hook: `/hooks/insiders/${row.hook_path}`,
    hookSecret,
    verifyToken: row.hook_verify_token,
  };
}
