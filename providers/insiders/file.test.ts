import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EgressGuard } from '../../destinations/kit/egress/egress.js';
import { newId } from '../../model/ids.js';
import { ProviderCalls } from '../kit/calls.js';
import type { ProviderIo } from '../kit/provider-io.js';
import { spec } from './config.js';
import { fetchFile } from './file.js';

/** What the API answers to `/activities/a/file`; everything else is a store of files. */
let api: (response: ServerResponse) => void;
const seen: IncomingMessage[] = [];
const server = createServer((request, response) => {
  seen.push(request);
  if (request.url === '/v1/activities/a/file') api(response);
  else if (request.url === '/files/a.fit') response.end('the file');
  else if (request.url === '/files/large.fit') {
    response.on('error', () => undefined);
    for (let n = 0; n < 26; n++) response.write(Buffer.alloc(1 << 20));
    response.end();
  } else response.writeHead(request.url === '/files/expired.fit' ? 403 : 404).end();
});
const egress = new EgressGuard(['127.0.0.1']);
let io: ProviderIo;
let url = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const budget = { take: () => Promise.resolve(), block: () => Promise.resolve() };
  const calls = new ProviderCalls({ budget, dispatcher: egress.dispatcher, timeoutMs: 20_000, maxBodyBytes: 64 << 20 });
  io = calls.for({ providerAppId: newId(), connectionId: newId(), limits: [] }, new AbortController().signal);
});
afterAll(async () => {
  await egress.close();
  server.closeAllConnections();
  server.close();
});

const fetched = () =>
  fetchFile({ ...spec.example, api_url: `${url}/v1` }, 'the-token', { type: 'activity', id: 'a', revision: null }, io);
const redirect = (location: string) => (response: ServerResponse) => {
  response.writeHead(302, { location }).end();
};

describe('the file of an activity', () => {
  it('is what the redirect leads to, asked for without our token', async () => {
    api = redirect('/files/a.fit');
    seen.length = 0;
    expect(Buffer.from((await fetched()) ?? []).toString()).toBe('the file');
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer the-token', undefined]);
  });

  it.each([
    ['the API', (response: ServerResponse) => void response.writeHead(404).end()],
    ['the store', redirect('/files/none.fit')],
  ])('is none when %s has none', async (_, answer) => {
    api = answer;
    expect(await fetched()).toBeNull();
  });

  it.each<[string, string, object]>([
    ['a file above 25 MB', '/files/large.fit', { kind: 'payload', code: 'TOO_LARGE' }],
    ['a link that does not open', '/files/expired.fit', { kind: 'payload', code: '403' }],
    ['an address that is none', 'file:///etc/passwd', { kind: 'payload' }],
    ['a private address', 'http://10.0.0.1/secret', { kind: 'config', code: 'EGRESS_BLOCKED' }],
  ])('is refused: %s', async (_, location, problem) => {
    api = redirect(location);
    await expect(fetched()).rejects.toMatchObject(problem);
  });

  it('behind a refused token is the connection’s trouble', async () => {
    api = (response) => void response.writeHead(401).end();
    await expect(fetched()).rejects.toMatchObject({ kind: 'auth' });
  });
});
