import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { request } from 'undici';
import { encodeFit } from '../../../formats/fit/encode-recording.js';
import { recordingWith, samplesAt } from '../../../formats/recording/recording.fixture.js';
import { makeConnection } from '../../../store/store.fixture.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../tenant.fixture.js';
import { takeFiles } from './file-body.js';
import { until } from '../../../test/support/until.js';

/** Writes what it is given, and nothing more. @returns all that came back until the server closed the connection */
async function talk(port: number, head: string, body: Uint8Array = new Uint8Array()): Promise<string> {
  const socket = open(port, head, body);
  const heard: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => heard.push(bytes));
  await once(socket, 'close');
  return Buffer.concat(heard).toString();
}
function open(port: number, head: string, body: Uint8Array = new Uint8Array()): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`${head}\r\n\r\n`);
  socket.write(body);
  return socket;
}
const statusOf = (answer: string): number => Number(answer.split(' ')[1]);

describe('the api', () => {
  let api: TestApi;
  let tenant: ApiTenant;
  let port = 0;
  beforeAll(async () => {
    api = await startTestApi();
    tenant = await apiTenant(api);
    await api.listen();
    port = Number(new URL(api.url).port);
  }, 120_000);
  afterAll(() => api.close(), 30_000);

  const ADMIN = '/admin/environments/club/connections/rider/files';
  it.each(['/connect/upload?user_id=x', '/connect/upload/', ADMIN])(
    'asks for credentials before it reads a file: %s',
    async (path) => {
      // 20 MB are promised and never sent.
      const answer = await talk(port, `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 20000000`, Buffer.alloc(1000));
      expect(statusOf(answer)).toBe(401);
      expect(answer).toMatch(/connection: close/i);
      expect(answer).toContain('application/problem+json');
    },
  );

  it('tells even a client that sends all the same', async () => {
    for (const path of ['/connect/upload', ADMIN]) {
      const { statusCode, body } = await request(`${api.url}${path}`, { method: 'POST', body: Buffer.alloc(19 << 20) });
      expect([statusCode, await body.json()]).toMatchObject([401, { detail: expect.any(String) }]);
    }
  });

  it('takes the bytes as they are, whatever Content-Type says', async () => {
    const fit = encodeFit(recordingWith({ samples: samplesAt([0, 1, 2], { powerWatts: [100, 200, 300] }) }));
    const user = await makeConnection(api.db, tenant);
    const head = (type: string) =>
      [
        `POST /connect/upload?user_id=${user} HTTP/1.1`,
        'host: x',
        'connection: close',
        `dev-id: ${tenant.devId}`,
        `x-api-key: ${tenant.headers['x-api-key']}`,
        `content-type:${type}`,
        `content-length: ${fit.length}`,
      ].join('\r\n');
    for (const type of ['', ' ', ' garbage', ' application/json', ' application/json; charset=nonsense', ' ;;'])
      expect([type, statusOf(await talk(port, head(type), fit))]).toEqual([type, 201]);
    const form = await talk(port, head(' multipart/form-data; boundary=x'), fit);
    expect([statusOf(form), form]).toEqual([415, expect.stringContaining('--data-binary')]);
  });
});

describe('a body that is a file', () => {
  const MAX = 1000;
  const adapter = new FastifyAdapter();
  const fastify = adapter.getInstance();
  let port = 0;
  beforeAll(async () => {
    takeFiles(fastify, { routes: { '/file': () => undefined }, maxFileBytes: MAX, readMs: 700 });
    fastify.setErrorHandler((error: Error & { status?: number; kind?: string }, _, reply) =>
      reply.status(error.status ?? (error.kind === 'rate_limited' ? 429 : 500)).send(error.message),
    );
    fastify.post('/file', ({ body }) => ({ bytes: Buffer.isBuffer(body) ? body.length : null }));
    await fastify.listen({ port: 0, host: '127.0.0.1' });
    const address = fastify.server.address();
    port = typeof address === 'object' && address ? address.port : 0;
  });
  afterAll(() => fastify.close());

  const head = (framing: string) => `POST /file HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${framing}`;
  const sized = (bytes: number) => head(`content-length: ${bytes}`);
  const chunked = head('transfer-encoding: chunked');

  it('that comes too slowly is ended, however alive it looks', async () => {
    const socket = open(port, sized(MAX));
    const drip = setInterval(() => socket.write('x'), 50);
    const heard: Buffer[] = [];
    socket.on('data', (bytes: Buffer) => heard.push(bytes));
    await once(socket, 'close');
    clearInterval(drip);
    expect(statusOf(Buffer.concat(heard).toString())).toBe(408);
  });

  it('that is too large is refused, also when it does not say so', async () => {
    expect(statusOf(await talk(port, sized(MAX + 1)))).toBe(413);
    const large = Buffer.from(`${(MAX + 1).toString(16)}\r\n${'x'.repeat(MAX + 1)}\r\n`);
    expect(statusOf(await talk(port, chunked, large))).toBe(413);
    expect(statusOf(await talk(port, sized(MAX), Buffer.alloc(MAX)))).toBe(200);
  });

  it('has to wait while others fill the memory for them, and not after those went away', async () => {
    // Three times: what one round kept would fill it in the next.
    for (let round = 0; round < 3; round++) {
      const slow = Array.from({ length: 8 }, (_, index) => open(port, index % 2 ? sized(MAX) : chunked));
      const answers = async (): Promise<number> => statusOf(await talk(port, sized(1), Buffer.alloc(1)));
      await until('memory full', async () => (await answers()) === 429);
      for (const socket of slow) socket.destroy();
      await until('room again', async () => (await answers()) === 200);
      for (let more = 0; more < 10; more++) expect(statusOf(await talk(port, sized(MAX), Buffer.alloc(MAX)))).toBe(200);
    }
  });
});
