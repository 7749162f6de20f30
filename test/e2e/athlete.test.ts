/** The athlete's profile, from the provider to both destinations. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { MODELS } from '../../model/terra/index.js';
import { openDatabase } from '../../store/database.js';
import { Platform, type Tenant, explained, until } from '../support/platform/index.js';

jest.setTimeout(300_000);

let platform: Platform;
let tenant: Tenant;
beforeAll(async () => {
  platform = await Platform.start({ sandbox: ['--riders', '2', '--days', '2'] });
  tenant = await explained(platform, () => platform.provision());
});
afterAll(async () => {
  await platform.close();
});

test('comes with the connection, as an event and as a row of no time', () =>
  explained(platform, async () => {
    const user = await tenant.connect(1);
    const told = await until('the athlete event', () => tenant.hook().of('athlete')[0]);
    expect(told.body).toMatchObject({ type: 'athlete', user: { user_id: user.userId } });
    const target = openDatabase({ url: tenant.sql().url, poolSize: 1, name: 'test', onError: () => undefined });
    const row = await until('the row', async () => {
      const sql = `SELECT user_id, start_time, payload -> 'athlete' ->> 'provider_user_id' AS rider FROM terra.terra_data_payloads WHERE data_type = 'athlete'`;
      return (await target.query<{ user_id: string; start_time: string | null; rider: string }>(sql)).rows[0];
    });
    await target.end();
    expect(row).toEqual({ user_id: user.userId, start_time: null, rider: user.riderId });
    const [record] = await platform.rows<{ summary: Buffer }>(`SELECT summary FROM record WHERE type = 'athlete'`);
    const profile = MODELS.athlete.schema.parse(JSON.parse(record?.summary.toString() ?? ''));
    expect(profile).toMatchObject({ provider_user_id: user.riderId, age: null });
    expect(JSON.stringify(told.body)).toContain(JSON.stringify(profile));
    expect(tenant.hook().of('athlete')).toHaveLength(1);
  }));
