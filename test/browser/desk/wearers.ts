/** A manager who has logged in, the recorders of the account, and who wore them when. */
import { liveConfig } from '../../../apps/api/admin/devices/live.fixture.js';
import { type EnvironmentId, type ManagerAccountId, type ProviderAppId, asId } from '../../../model/ids.js';
import { transaction } from '../../../store/database.js';
import { storeDevices } from '../../../store/devices/devices.js';
import { logInManager } from '../../../store/devices/manager-accounts.js';
import { KeyRing } from '../../../store/secrets/key-ring.js';
import type { TestApi } from '../../support/api.js';

const PROVIDER = 'INSIDERS_LIVE';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A call of the admin API that has to work. */
export type Make = (...call: Parameters<TestApi['admin']>) => Promise<Readonly<Record<string, unknown>>>;

export interface Wearers {
  readonly environmentId: EnvironmentId;
  /** Path of the environment. */
  readonly at: string;
  /** Of the first recorder. */
  readonly device: string;
  readonly athletes: readonly [string, string];
}

/** Three recorders: one worn, one that was worn and was handed over, one that lies in a drawer. Logged in without asking Insiders, whom no test asks. */
export async function seedWearers(api: TestApi, made: Make, { environmentId, at, device, athletes }: Wearers): Promise<void> {
  const provider = `${at}/providers/${PROVIDER}`;
  const app = await made('PUT', provider, { config: { ...liveConfig('https://insiders.example'), requests_per_minute: 120 } });
  await transaction(api.db, async (tx) => {
    await logInManager(tx, api.app.get(KeyRing), {
      environmentId,
      providerAppId: asId<ProviderAppId>(String(app['id'])),
      provider: PROVIDER,
      accountId: 'club-manager',
      tokens: { accessToken: 'a', refreshToken: 'r', accessExpiresAtMs: Date.now() + HOUR_MS, scopes: [] },
      replace: false,
      actor: 'admin',
    });
    const { rows } = await tx.query<{ id: ManagerAccountId }>(`SELECT id FROM manager_account WHERE environment_id = $1`, [
      environmentId,
    ]);
    const managerAccountId = rows[0]?.id ?? asId<ManagerAccountId>('');
    await storeDevices(tx, { environmentId, managerAccountId }, [
      { id: 'rec-01', name: device, serialNumber: 'IL-20417' },
      { id: 'rec-02', name: null, serialNumber: 'IL-20418' },
      { id: 'rec-03', name: null, serialNumber: null },
    ]);
  });
  const [first, second] = athletes;
  const since = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();
  for (const [worn, reference_id, from, to] of [
    ['rec-02', second, since(90), since(30)],
    ['rec-02', first, since(30), null],
    ['rec-01', second, since(14), null],
  ] as const)
    await made('POST', `${provider}/assignments`, { device: worn, reference_id, from, to });
}
