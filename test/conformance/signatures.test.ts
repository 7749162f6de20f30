/** Real deliveries, judged by the verifiers of Terra's published clients: also while a secret is replaced, and when a delivery is tried again. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { WebhookVerificationError, verifyTerraWebhookSignature } from 'terra-api';
import { z } from 'zod';
import * as destinations from '../../apps/api/admin/contract/destinations.js';
import { packageRoot } from '../../apps/cli/runtime/package-root.js';
import { type Connected, until } from '../support/platform/index.js';
import { Bed, type Hook } from './support/bed.js';
import type { Delivered } from './support/event-tap.js';
import { python } from './support/python.js';
import { loadTerra1 } from './support/terra-1.js';

jest.setTimeout(300_000);

let bed: Bed;
let hook: Hook;
let user: Connected;
const Terra1 = loadTerra1(createRequire(import.meta.url), 'http://127.0.0.1:1/');
beforeAll(async () => {
  bed = await Bed.start({ sandbox: ['--riders', '1', '--days', '3'] });
  hook = await bed.hook();
  user = await bed.connect(1);
});
afterAll(() => bed.close());

const newest = ({ signature, raw }: Delivered) => ({ signature, raw });
async function nextRide(): Promise<Delivered> {
  const ride = await bed.platform.sandbox.control.ride(user.riderId);
  return until('its event', () => hook.tap.taken.find(({ raw }) => raw.includes(ride.id)));
}
/** [as it is, tampered with] by terra-api 2.1.0. */
const byTerra2 = (signature: string, raw: string, secret: string): Promise<boolean[]> =>
  Promise.all(
    [raw, `${raw} `].map(async (body) => {
      try {
        await verifyTerraWebhookSignature(body, signature, secret);
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(WebhookVerificationError);
        return false;
      }
    }),
  );
/** The same by terra-api 1.4.8, which looks at the first `v1` alone. */
const byTerra1 = (signature: string, raw: string, secret: string): boolean[] => {
  const terra = new Terra1('dev', 'key', secret);
  return [raw, `${raw} `].map((body) => terra.checkTerraSignature(signature, body));
};
/** [as it is, tampered with, another secret] by terra-python: true, or why not. */
async function byPython(deliveries: readonly { signature: string; raw: string; secret: string }[]): Promise<unknown[][]> {
  const script = join(packageRoot(), 'test/conformance/support/terra_client.py');
  const { code, stdout, stderr } = await python([script], { input: JSON.stringify({ deliveries }) });
  if (code !== 0) throw new Error(stderr.slice(-1_000));
  return z.object({ verified: z.array(z.array(z.unknown())) }).parse(JSON.parse(stdout)).verified;
}

test('a status event and a ride are accepted by all three, and refused when a byte is added', async () => {
  const deliveries = [await until('the auth event', () => hook.tap.of('auth')[0]), await nextRide()];
  for (const { signature, raw } of deliveries) {
    expect(await byTerra2(signature, raw, hook.secret)).toEqual([true, false]);
    expect(byTerra1(signature, raw, hook.secret)).toEqual([true, false]);
    expect(await byTerra2(signature, raw, 'another secret')).toEqual([false, false]);
  }
  const wrong = expect.stringMatching(/signature/i);
  expect(await byPython(deliveries.map((one) => ({ ...newest(one), secret: hook.secret })))).toEqual(
    deliveries.map(() => [true, wrong, wrong]),
  );
});

test('what is tried again keeps its trace id, reference and place in order, and is signed anew', async () => {
  let refusals = 0;
  hook.tap.answer = ({ type }) => (type === 'activity' && refusals++ < 2 ? { status: 503 } : { status: 200 });
  const arriving = nextRide();
  for (const count of [1, 2]) {
    await until('a refusal', () => refusals === count);
    await bed.hurry();
  }
  const last = await arriving;
  const tries = hook.tap.all.filter(({ traceId }) => traceId === last.traceId);
  expect(tries.map(({ answered }) => answered)).toEqual([503, 503, 200]);
  for (const key of ['traceId', 'reference', 'orderingMs', 'raw'] as const)
    expect(new Set(tries.map((one) => one[key])).size).toBe(1);
  const times = tries.map(({ signature }) => Number(/^t=(\d+)/.exec(signature)?.[1]));
  expect(new Set(times).size).toBe(3);
  tries.forEach(({ atMs }, index) => expect(Math.abs(atMs / 1000 - (times[index] ?? 0))).toBeLessThan(5));
  for (const { signature, raw } of tries) expect(await byTerra2(signature, raw, hook.secret)).toEqual([true, false]);
});

test('while a secret is replaced both are good, the new one first; afterwards the new one alone', async () => {
  const params = { environment: bed.tenant.devId, destination: hook.id };
  const { secret } = await bed.platform.admin.call(destinations.rotateDestinationSecret, { params, body: {} });
  const during = await nextRide();
  expect(during.signature).toMatch(/^t=\d+,v1=[0-9a-f]{64},v1=[0-9a-f]{64}$/);
  for (const good of [hook.secret, secret]) expect(await byTerra2(during.signature, during.raw, good)).toEqual([true, false]);
  expect(byTerra1(during.signature, during.raw, secret)).toEqual([true, false]);
  // Terra's older client looks at the first alone: it is to be moved to the new secret when the rotation begins.
  expect(byTerra1(during.signature, during.raw, hook.secret)).toEqual([false, false]);
  const both = await byPython([hook.secret, secret].map((one) => ({ ...newest(during), secret: one })));
  expect(both.map(([asItIs]) => asItIs)).toEqual([true, true]);

  await bed.platform.admin.call(destinations.endDestinationRotation, { params });
  const after = await nextRide();
  expect(after.signature).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
  expect(await byTerra2(after.signature, after.raw, secret)).toEqual([true, false]);
  expect(await byTerra2(after.signature, after.raw, hook.secret)).toEqual([false, false]);
});
