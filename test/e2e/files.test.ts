/** A ride as FIT and FHIR from the sandbox to webhooks, and asked for by an app: on everything real, converted in threads. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import * as destinations from '../../apps/api/admin/contract/destinations.js';
import type { FhirBundle } from '../../formats/fhir/resources.js';
import { brokenRules } from '../../formats/fhir/testing/rules.js';
import { decodeFit } from '../../formats/fit/decode/decode.js';
import { type Connected, Platform, type Tenant, explained, terraHeaders, until } from '../support/platform/index.js';

jest.setTimeout(300_000);

const seen: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly bytes: Buffer }[] = [];
let receiver: Server;
let platform: Platform;
let tenant: Tenant;
let user: Connected;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ path: request.url ?? '', headers: request.headers, bytes: Buffer.concat(chunks) });
      response.end();
    });
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  const { port } = receiver.address() as AddressInfo;
  platform = await Platform.start({ sandbox: ['--riders', '1', '--days', '5'] });
  tenant = await explained(platform, () => platform.provision({ sql: false }));
  for (const format of ['fit', 'fhir'] as const)
    await platform.admin.call(destinations.createDestination, {
      params: { environment: tenant.devId },
      body: {
        kind: 'webhook',
        name: format,
        config: { url: `http://127.0.0.1:${port}/${format}`, signing_secret: 'a secret of this very test' },
        event_types: ['activity'],
        format,
      },
    });
  user = await explained(platform, () => tenant.connect(1));
});
afterAll(async () => {
  receiver.close();
  await platform.close();
});

const arrived = (path: string, count: number) =>
  until(`${count} at ${path}`, () => {
    const found = seen.filter((one) => one.path === path);
    return found.length >= count ? found : undefined;
  });

test('a ride comes as a file in the format of each destination, and is corrected and deleted in it', () =>
  explained(platform, async () => {
    const { control } = platform.sandbox;
    const ride = await control.ride(user.riderId);
    const [fit] = await arrived('/fit', 1);
    expect(fit?.headers).toMatchObject({
      'content-type': 'application/vnd.ant.fit',
      'x-freehub-user-id': user.userId,
      'x-freehub-record-key': ride.id,
    });
    const [read] = decodeFit(fit?.bytes ?? new Uint8Array());
    expect(read?.samples.micros.length).toBeGreaterThan(100);
    const distance = ride.totals.distance_m ?? 0;
    expect(Math.abs((read?.totals.distanceMeters ?? 0) - distance)).toBeLessThan(1 + distance / 1000);

    const [fhir] = await arrived('/fhir', 1);
    expect(brokenRules(JSON.parse(fhir?.bytes.toString() ?? '') as FhirBundle)).toEqual([]);
    await control.change(ride.id, { calories_kcal: 777 });
    const [, corrected] = await arrived('/fhir', 2);
    expect(corrected?.bytes.toString()).toContain('"value":777');
    expect(corrected?.bytes.toString()).toContain('"status":"corrected"');
    await control.remove(ride.id);
    const [, , gone] = await arrived('/fhir', 3);
    const { entry } = JSON.parse(gone?.bytes.toString() ?? '') as FhirBundle;
    expect(new Set(entry.map(({ request }) => request?.method))).toEqual(new Set(['DELETE']));
    const [, , told] = await arrived('/fit', 3);
    expect(told?.headers['content-type']).toBe('application/json');
  }));

test('an app asks for the rides of some days, which are fetched for it, as FHIR and one of them as FIT', () =>
  explained(platform, async () => {
    const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const ask = (accept: string, more: Record<string, string> = {}) => {
      const query = new URLSearchParams({ user_id: user.userId, start_date: day(-4), end_date: day(2), ...more });
      return fetch(`${platform.api.url}/v2/activity?${query.toString()}`, { headers: { ...terraHeaders(tenant), accept } });
    };
    const answer = await ask('application/fhir+json');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/fhir+json; charset=utf-8']);
    const bundle = (await answer.json()) as FhirBundle;
    expect(brokenRules(bundle)).toEqual([]);
    const rides = bundle.entry.filter(({ resource }) => resource?.resourceType === 'Provenance').length;
    expect(rides).toBeGreaterThan(1);

    const several = await ask('application/vnd.ant.fit');
    expect(several.status).toBe(409);
    const { detail } = (await several.json()) as { detail: string };
    const [, id = ''] = /\(([^,)]+)/.exec(detail) ?? [];
    const one = await ask('application/vnd.ant.fit', { summary_id: id });
    expect([one.status, one.headers.get('content-disposition')]).toEqual([200, `attachment; filename="${id}.fit"`]);
    expect(decodeFit(Buffer.from(await one.arrayBuffer()))[0]?.samples.micros.length).toBeGreaterThan(100);
  }));
