import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocketServer, type WebSocket } from 'ws';
import { startSandbox } from '../../../apps/sandbox/server.js';
import { Problem } from '../../../model/problem.js';
import type { BoundWatch } from '../../kit/bound.js';
import { type SocketOptions, providerSockets } from '../../kit/sockets.js';
import { kind, LiveRig, managerOf } from './sandbox.fixture.js';
import { until } from '../../../test/support/until.js';

const agents = { http: new HttpAgent(), https: new HttpsAgent() };
const problemOf = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => {
      throw new Error('no Problem was thrown');
    },
    (error: unknown) => {
      if (error instanceof Problem) return error;
      throw error;
    },
  );
function watchOf(config: Readonly<Record<string, unknown>>): BoundWatch {
  const { watch } = managerOf(kind.bind({ ...config, watch: true }));
  if (watch === null) throw new Error('no watch');
  return watch;
}

describe('listening to a recorder of the sandbox', () => {
  let rig: LiveRig;
  let stop = new AbortController();
  let heard = 0;
  const follow = (token: string, device: string): Promise<void> =>
    watchOf(rig.config).follow(token, device, () => heard++, providerSockets({ agents }, stop.signal));

  beforeAll(async () => {
    rig = await LiveRig.open(await startSandbox({ port: 0, riders: 2, days: 0, limits: null }));
  });
  afterEach(() => {
    stop.abort();
    stop = new AbortController();
    heard = 0;
  });
  afterAll(() => rig.close());

  test('is there only when the operator wants it, and knows when a session is whole', () => {
    expect(managerOf(kind.bind(rig.config)).watch).toBeNull();
    expect(watchOf({ ...rig.config, close_after_minutes: 3 }).settledMs).toBe(180_000);
  });

  test('tells each second in which something is recorded, and ends as canceled', async () => {
    const following = problemOf(follow(rig.tokens.accessToken, rig.device));
    await sleep(1_500);
    expect(heard).toBe(0);
    await rig.ride({ minutes: 60, startedAt: new Date().toISOString(), shape: 'standard' });
    await until('two seconds', () => heard >= 2);
    stop.abort();
    expect((await following).kind).toBe('canceled');
  });

  test('a token that is refused is auth, a line that breaks off is transient, and each may be tried again', async () => {
    expect(await problemOf(follow('wrong', rig.device))).toMatchObject({ kind: 'auth', code: '4401' });
    await rig.ride({ minutes: 60, startedAt: new Date().toISOString(), shape: 'standard' }, rig.devices[1]);
    await rig.control.control('POST', '/faults', { name: 'dropped_socket', count: 1 });
    // Closed without a word: the socket's own code for it.
    await follow(rig.tokens.accessToken, rig.devices[1] ?? '');
    expect(heard).toBe(0);
    expect(
      await problemOf(watchOf({ ...rig.config, api_url: 'http://127.0.0.1:9' }).follow('t', '1', () => heard++, sockets())),
    ).toMatchObject({ kind: 'transient', code: 'ECONNREFUSED' });
  });

  const sockets = (options: Partial<SocketOptions> = {}) => providerSockets({ agents, ...options }, stop.signal);
});

describe('a server that does not keep to what is documented', () => {
  let server: WebSocketServer;
  let greet: (socket: WebSocket) => void = () => undefined;
  const stop = new AbortController();

  beforeAll(async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      greet(socket);
    });
    await new Promise((resolve) => server.once('listening', resolve));
  });
  afterAll(() => {
    stop.abort();
    for (const socket of server.clients) socket.terminate();
    server.close();
  });

  const follow = async (onGreet: (socket: WebSocket) => void, options: Partial<SocketOptions> = {}) => {
    greet = onGreet;
    let heard = 0;
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const config = { api_url: url, account_url: url, client_id: 'c', client_secret: 's' };
    const sockets = providerSockets({ agents, ...options }, stop.signal);
    const end = await watchOf(config)
      .follow('token', '7', () => heard++, sockets)
      .then(
        () => 'over',
        (error: unknown) => error,
      );
    return { heard, end };
  };
  /** Lets everybody in, then says this. */
  const saying =
    (...texts: (string | Buffer)[]) =>
    (socket: WebSocket): void => {
      socket.send('{"message": "Authorization needed"}');
      socket.once('message', () => {
        socket.send('{"message": "Authorized"}');
        for (const text of texts) socket.send(text);
        socket.close(1000);
      });
    };

  test('the words may be wrapped; only messages with samples count, whatever their sensors are called', async () => {
    const texts = [
      'hello',
      '[1]',
      'null',
      '{"gnss":{"timestamp":[]}}',
      '{"gnss":{"timestamp":[1]}}',
      '{"lactate":{"timestamp":[1],"x":[2]}}',
    ];
    expect(await follow(saying(...texts, Buffer.from('binary')))).toEqual({ heard: 2, end: 'over' });
  });

  test('a message that is too long ends the line instead of filling the memory', async () => {
    const { end } = await follow(saying('x'.repeat(5_000)), { maxMessageBytes: 1_000 });
    expect(end).toMatchObject({ kind: 'transient', code: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' });
  });

  const pausing = (socket: WebSocket): void => {
    socket.pause();
  };
  test('a line that is dead is noticed', async () => {
    const { end } = await follow(pausing, { pingMs: 100 });
    expect(end).toMatchObject({ kind: 'transient', code: 'SILENT' });
  });

  test('who closes without asking for a token has not refused it', async () => {
    expect(
      await follow((socket) => {
        socket.close(1011);
      }),
    ).toMatchObject({ end: { kind: 'transient', code: '1011' } });
  });
});
