import { expect, it } from '@jest/globals';
import { useTestDatabase } from '../../test/support/use-database.js';
import { claimDeliveries } from '../../store/outbox/claim.js';
import { makeDestination, makeTenant } from '../../store/store.fixture.js';
import { sendHealthchecks } from './healthchecks.js';

const db = useTestDatabase();

it('goes once an hour to those who hear the older dialect and want it', async () => {
  const tenant = await makeTenant(db());
  const older = await makeDestination(db(), tenant, { dialect: 'v2022' });
  await makeDestination(db(), tenant, { dialect: 'v2026' });
  await makeDestination(db(), tenant, { dialect: 'v2022', eventTypes: ['activity'] });
  await makeDestination(db(), tenant, { dialect: 'v2022', state: 'paused' });
  expect(await sendHealthchecks(db())).toEqual([older]);
  expect(await sendHealthchecks(db())).toEqual([]);
  const [delivery] = await claimDeliveries(db(), older, 10, 1_000);
  expect(JSON.parse(delivery?.eventBody ?? '')).toMatchObject({
    type: 'healthcheck',
    status: 'success',
    sent_webhooks_last_hour: 0,
    trend_percentage: 0,
  });
  expect(await sendHealthchecks(db(), Date.now() + 3_700_000)).toEqual([older]);
});
