/** Every host that this kind dials passes the guard: typed ones, and those that a server names. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { EgressGuard } from '../kit/egress/egress.js';
import { connectMongo } from './client.js';
import { mongoSpec } from './spec.js';
import type { MongoConfig } from './spec.js';
import { startHelloServer } from './testing/hello-server.js';
import type { HelloServer } from './testing/hello-server.js';

const started: HelloServer[] = [];
const hello = async (members: (own: string) => readonly string[] = (own) => [own]): Promise<HelloServer> => {
  const server = await startHelloServer(members);
  started.push(server);
  return server;
};
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
});

const configOf = (host: string): MongoConfig =>
  mongoSpec.schema.parse({ scheme: 'mongodb', host, database: 'fitness', tls: false, replica_set: 'rs' });

/** Long enough for a driver that has learnt of a member to dial it. */
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 700));

describe('members that a server names', () => {
  test('an address that is not allowed is never dialled, one that is allowed is', async () => {
    // Both listen on the same machine: `::ffff:` forms and ports do not matter to the guard, so the seed has a name.
    const member = await hello();
    const seed = await hello((own) => [own.replace('127.0.0.1', 'seed.test'), member.address]);
    const port = seed.address.split(':')[1] ?? '';
    const resolve = (): Promise<readonly string[]> => Promise.resolve(['127.0.0.1']);
    const dialled = async (allow: readonly string[]): Promise<number> => {
      const before = member.connections();
      const client = await connectMongo(configOf(`seed.test:${port}`), new EgressGuard(allow, { resolve }));
      await aMoment();
      await client.close();
      return member.connections() - before;
    };
    expect(await dialled(['seed.test'])).toBe(0);
    expect(await dialled(['seed.test', '127.0.0.1'])).toBeGreaterThan(0);
  });

  test('a name that leads to an address that is not allowed is never dialled', async () => {
    const member = await hello();
    const seed = await hello((own) => [
      own.replace('127.0.0.1', 'seed.test'),
      member.address.replace('127.0.0.1', 'member.test'),
    ]);
    const egress = new EgressGuard(['seed.test'], { resolve: () => Promise.resolve(['127.0.0.1']) });
    const client = await connectMongo(configOf(`seed.test:${seed.address.split(':')[1] ?? ''}`), egress);
    await aMoment();
    await client.close();
    expect(member.connections()).toBe(0);
  });
});

test('hosts that a user types are refused before anything is dialled', async () => {
  const server = await hello();
  await expect(connectMongo(configOf(`203.0.113.9,${server.address}`), new EgressGuard())).rejects.toMatchObject({
    code: 'EGRESS_BLOCKED',
  });
  expect(server.connections()).toBe(0);
});
