import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { request } from 'undici';
import { EgressGuard } from './egress.js';

const BLOCKED = [
  '127.0.0.1',
  '127.8.8.8',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::7f00:1',
  'fe80::1',
  'fe80::1%lo',
  'fec0::1',
  'fd00:ec2::254',
  '2002:7f00:1::',
  '2001::1',
  '2001:db8::1',
  'ff02::1',
  '100::1',
  '3fff::1',
  '4000::1',
  '[::1]',
];

describe('egress guard', () => {
  const server = createServer((_request, response) => response.end('ok'));
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  test.each(BLOCKED)('%s is not public', async (address) => {
    await expect(new EgressGuard().addresses(address)).rejects.toMatchObject({ kind: 'config', code: 'EGRESS_BLOCKED' });
  });

  test.each(['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is public', async (address) => {
    await expect(new EgressGuard().addresses(address)).resolves.toEqual([address]);
  });

  test.each(['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]'])(
    'undici does not get to %s',
    async (host) => {
      const guard = new EgressGuard();
      for (const scheme of ['http', 'https']) {
        await expect(request(`${scheme}://${host}:${port}/`, { dispatcher: guard.dispatcher })).rejects.toMatchObject({
          kind: 'config',
          code: 'EGRESS_BLOCKED',
        });
      }
      await guard.close();
    },
  );

  test.each(['127.0.0.1', 'localhost', '2130706433', '::1'])('a driver that dials itself does not get to %s', async (host) => {
    await expect(new EgressGuard().connect(host, port)).rejects.toMatchObject({ kind: 'config', code: 'EGRESS_BLOCKED' });
  });

  test('one private answer among public ones is enough to refuse', async () => {
    const guard = new EgressGuard([], { resolve: () => Promise.resolve(['8.8.8.8', '10.0.0.1']) });
    await expect(guard.addresses('mixed.example.com')).rejects.toMatchObject({ code: 'EGRESS_BLOCKED' });
  });

  test('connects to the answer that was checked, not to a later one', async () => {
    let asked = 0;
    const guard = new EgressGuard(['127.0.0.1'], {
      resolve: () => Promise.resolve(asked++ === 0 ? ['127.0.0.1'] : ['10.0.0.1']),
    });
    const { statusCode, body } = await request(`http://rebinding.example.com:${port}/`, { dispatcher: guard.dispatcher });
    await body.dump();
    expect([statusCode, asked]).toEqual([200, 1]);
    await guard.close();
    const socket = await new EgressGuard(['127.0.0.1'], { resolve: () => Promise.resolve(['127.0.0.1']) }).connect(
      'name.example.com',
      port,
    );
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
  });

  test('tries the next address when one does not answer', async () => {
    const guard = new EgressGuard(['127.0.0.0/8'], { resolve: () => Promise.resolve(['127.0.0.2', '127.0.0.1']) });
    const { statusCode, body } = await request(`http://two.example.com:${port}/`, { dispatcher: guard.dispatcher });
    await body.dump();
    expect(statusCode).toBe(200);
    await guard.close();
    const socket = await guard.connect('two.example.com', port);
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
  });

  test('plain http goes to allowed hosts only', async () => {
    const guard = new EgressGuard(['intern.example.com'], { resolve: () => Promise.resolve(['8.8.8.8']) });
    await expect(guard.addresses('other.example.com', 'http:')).rejects.toMatchObject({
      kind: 'config',
      code: 'EGRESS_PLAIN_HTTP',
    });
    await expect(guard.addresses('other.example.com', 'https:')).resolves.toEqual(['8.8.8.8']);
    await expect(guard.addresses('intern.example.com', 'http:')).resolves.toEqual(['8.8.8.8']);
  });

  test('the list takes addresses, ranges, names and suffixes; a name does not open metadata addresses', async () => {
    const answers: Record<string, string> = {
      'db.lan': '10.1.2.3',
      'a.svc.local': '10.9.9.9',
      'svc.local': '10.9.9.9',
      'evil.lan': '169.254.169.254',
    };
    const guard = new EgressGuard(['192.168.7.0/24', '::1', 'DB.lan', '*.svc.local', 'evil.lan'], {
      resolve: (name) => Promise.resolve([answers[name] ?? '10.0.0.1']),
    });
    for (const host of ['192.168.7.9', '[::1]', 'db.lan', 'a.svc.local'])
      await expect(guard.addresses(host)).resolves.toHaveLength(1);
    for (const host of ['192.168.8.9', 'svc.local', 'evil.lan', 'else.lan'])
      await expect(guard.addresses(host)).rejects.toMatchObject({ code: 'EGRESS_BLOCKED' });
    expect(() => new EgressGuard(['10.0.0.0/99'])).toThrow(/FREEHUB_EGRESS_ALLOW: "10.0.0.0\/99"/);
  });

  test('a name without an address says so, as the network does', async () => {
    await expect(new EgressGuard().addresses('no-such-host.invalid')).rejects.toMatchObject({
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    });
  });
});
