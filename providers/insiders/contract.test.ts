import { startSandbox } from '../../apps/sandbox/server.js';
import { defineProvider } from '../kit/bound.js';
import { providerContract } from '../kit/contract.js';
import { insiders } from './index.js';
import { standardRide } from './normalize/standard-ride.fixture.js';
import { SandboxClient, sign } from './sandbox.fixture.js';

/** More than fit on a page of 200. */
const RIDES = 230;
const { id, detail, streams } = standardRide(120);
const ref = { type: 'activity', id, revision: null } as const;
const minimal = Buffer.from(JSON.stringify({ id, started_at: '2026-09-30T17:02:11+05:45' }));

providerContract({
  name: 'Insiders against the sandbox',
  kind: defineProvider(insiders),
  sign,
  notification: Buffer.from(
    JSON.stringify({
      id: 'evt_1',
      type: 'activity.updated',
      occurred_at: '2026-09-30T17:02:11Z',
      user_id: 'usr_1',
      object_id: 'act_9',
      revision: 3,
      changes: ['name'],
    }),
  ),
  fixtures: [
    {
      name: 'a ride with samples',
      ref,
      parts: [
        { part: 'detail', bytes: detail },
        { part: 'streams', bytes: streams },
      ],
    },
    { name: 'an activity without streams', ref, parts: [{ part: 'detail', bytes: detail }] },
    { name: 'the least that can be said', ref, parts: [{ part: 'detail', bytes: minimal }] },
  ],
  async make() {
    const sandbox = await startSandbox({ port: 0, riders: 1, days: 0, limits: null });
    const client = new SandboxClient(sandbox.url);
    const rider = await client.firstRider();
    const { tokens } = await client.connect(rider);
    for (let day = 0; day < RIDES; day++) {
      await client.control('POST', `/riders/${rider}/rides`, {
        minutes: 1,
        startedAt: new Date(Date.UTC(2025, 0, 1 + day)).toISOString(),
      });
    }
    const rides = await client.rides(rider);
    return {
      config: client.config,
      io: client.io,
      tokens,
      type: 'activity',
      items: rides.map((ride) => ({ id: ride.id, atMs: Date.parse(ride.startedAt) })).sort((a, b) => a.atMs - b.atMs),
      retryAfterMs: 7000,
      async sabotage(name) {
        await client.control('POST', '/faults', { name, ...(name === 'rate_limited' ? { retryAfterSeconds: 7 } : {}) });
      },
      async mend() {
        await client.control('DELETE', '/faults');
      },
      dispose: () => sandbox.close(),
    };
  },
});
