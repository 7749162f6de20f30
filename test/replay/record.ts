/**
 * Records histories of each workflow from a real server into test/replay/histories, which replay.test.ts replays against the workflows as they are
 * now. Run after a change of the workflows that is meant to break old histories (and then think of those that are running):
 *
 *   npm run build && node dist/test/replay/record.js
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import * as backfills from '../../apps/api/admin/contract/backfills.js';
import * as connections from '../../apps/api/admin/contract/connections.js';
import * as destinations from '../../apps/api/admin/contract/destinations.js';
import { packageRoot } from '../../apps/cli/runtime/package-root.js';
import { type Platform, type Tenant, allArrived, onPlatform, until } from '../support/platform/index.js';

const FOLDER = join(packageRoot(), 'test', 'replay', 'histories');
const DAYS = 200;

/** A life with everything in it: signals, timers, retries, pause and resume, an end. */
async function live(platform: Platform, tenant: Tenant): Promise<Readonly<Record<string, string>>> {
  const { admin, sandbox } = platform;
  const params = { environment: tenant.devId };
  const [user, leaving] = [await tenant.connect(1), await tenant.connect(2)];
  const hook = tenant.hook();
  const ride = () => sandbox.control.ride(user.riderId, { minutes: 2 });

  for (let n = 0; n < 3; n++) {
    await ride();
    await allArrived(platform, tenant);
    await sleep(1_200);
  }
  await admin.call(connections.pauseConnection, { params: { ...params, connection: user.userId } });
  await ride();
  await sleep(1_500);
  await admin.call(connections.resumeConnection, { params: { ...params, connection: user.userId } });
  await allArrived(platform, tenant);

  await sandbox.control.fault({ name: 'slow', routes: 'detail', ms: 250 });
  const backfill = await tenant.backfill(DAYS);
  const inBackfill = { params: { ...params, backfill } };
  const changed = (count: number) =>
    until(`${count} rides`, async () => (await tenant.progress(backfill)).records.changed >= count, { timeoutMs: 60_000 });
  await changed(8);
  await admin.call(backfills.pauseBackfill, inBackfill);
  await sleep(8_000);
  await admin.call(backfills.resumeBackfill, inBackfill);
  await sandbox.control.heal();
  await until('the backfill', async () => (await tenant.progress(backfill)).state === 'done', {
    timeoutMs: 90_000,
    everyMs: 250,
  });

  await sandbox.control.fault({ name: 'slow', routes: 'list', ms: 2_000 });
  const canceled = await tenant.backfill(2 * DAYS);
  await sleep(1_000);
  await admin.call(backfills.cancelBackfill, { params: { ...params, backfill: canceled } });
  await sandbox.control.heal();

  const destination = { params: { ...params, destination: tenant.destinationId('hook') } };
  await admin.call(destinations.pauseDestination, destination);
  await ride();
  await sleep(1_500);
  await admin.call(destinations.resumeDestination, destination);
  await allArrived(platform, tenant);
  // The circuit opens, the drain ends with something due later, and a timer takes it up again.
  hook.answer = () => 503;
  await ride();
  await sleep(36_000);
  hook.answer = () => 200;
  await ride();
  await allArrived(platform, tenant, { timeoutMs: 90_000 });

  await tenant.disconnect(leaving);
  await sleep(2_000);
  return {
    connection: `connection:${user.userId}`,
    'connection-ended': `connection:${leaving.userId}`,
    backfill: `backfill:${backfill}`,
    'backfill-canceled': `backfill:${canceled}`,
    destination: `destination:${tenant.destinationId('hook')}`,
    housekeeping: 'housekeeping',
  };
}

const settings = { FREEHUB_CIRCUIT_FAILURES: '1', FREEHUB_CIRCUIT_COOLDOWN_SECONDS: '2' };
await onPlatform({ sandbox: ['--riders', '2', '--days', String(DAYS)], settings }, async (platform) => {
  const tenant = await platform.provision({ devId: 'recorded' });
  const workflows = await live(platform, tenant);
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  await platform.withTemporal(async (client) => {
    for (const [name, workflowId] of Object.entries(workflows)) {
      const json = historyToJSON(await client.workflow.getHandle(workflowId).fetchHistory());
      // Who recorded it is nobody's business.
      const anonymous = json.replace(/"identity": ?"[^"]*"/g, '"identity": "recorder"').replace(/"\d+@[^"]+"/g, '"recorder"');
      await writeFile(join(FOLDER, `${name}.json`), `${anonymous}\n`);
      process.stdout.write(`${name}: ${anonymous.length} bytes\n`);
    }
  });
});
process.exit(0);
