import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { claimPort, freePort, isFree } from './ports.js';

let server: Server;
let taken: number;

beforeEach(async () => {
  taken = await freePort();
  server = createServer().listen(taken, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.close();
});

describe('ports', () => {
  it('knows taken from free', async () => {
    expect(await isFree(taken)).toBe(false);
    expect(await isFree(await freePort())).toBe(true);
  });

  it('gives the wanted port, or a free one for 0', async () => {
    const wanted = await freePort();
    expect(await claimPort(wanted, 'FREEHUB_API_PORT')).toBe(wanted);
    expect(await claimPort(0, 'FREEHUB_API_PORT')).toBeGreaterThan(0);
  });

  it('names the setting of a taken port', async () => {
    await expect(claimPort(taken, 'FREEHUB_API_PORT')).rejects.toMatchObject({
      kind: 'config',
      message: `port ${taken} is taken by another program; stop it, or set FREEHUB_API_PORT to another port (0 picks a free one)`,
    });
  });

  it('names the setting when the address is not ours', async () => {
    await expect(claimPort(0, 'FREEHUB_API_PORT', '192.0.2.1')).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining('EADDRNOTAVAIL'),
    });
  });
});
