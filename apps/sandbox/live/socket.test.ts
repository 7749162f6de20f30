import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { form, get, send } from '../client.fixture.js';
import { startSandbox, type RunningSandbox } from '../server.js';

const START = Date.UTC(2026, 2, 1, 8);
const numbers = z.array(z.number());
const messageSchema = z.object({
  gnss: z.object({ timestamp: numbers, latitude: numbers, longitude: numbers, speed: numbers, altitude: numbers }),
  ecg: z.object({ timestamp: numbers, hr: numbers }),
  pwr: z.object({ timestamp: numbers, pwr_cadence: numbers, pwr_instantpower: numbers }),
  device: z.object({ timestamp: numbers, standstill: z.array(z.boolean()), Bat_lvl: numbers }),
});
const tokenSchema = z.object({ access_token: z.string() });
const rangesSchema = z.object({ results: z.array(z.object({ start: z.string(), stop: z.string() })) });

/** A listener, with all that it was told. */
class Ear {
  readonly heard: string[] = [];
  closed: { code: number; reason: string } | null = null;
  readonly socket: WebSocket;

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on('message', (data: Buffer) => void this.heard.push(data.toString()));
    this.socket.on('error', () => undefined);
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
  }

  async until(is: () => boolean, ms = 8_000): Promise<void> {
    const endMs = performance.now() + ms;
    while (!is()) {
      if (performance.now() > endMs) throw new Error(`not in time; heard ${this.heard.length}, closed ${this.closed?.code}`);
      await sleep(10);
    }
  }

  async open(token: string): Promise<this> {
    await this.until(() => this.heard.length === 1);
    expect(this.heard.splice(0)).toEqual(['Authorization needed']);
    this.socket.send(JSON.stringify({ action: 'authorize', token }));
    await this.until(() => this.heard.length === 1);
    expect(this.heard.splice(0)).toEqual(['Authorized']);
    return this;
  }

  /** Seconds from the ride's start that the messages so far begin at. */
  seconds(startMs: number): number[] {
    return this.heard.map((text) => ((messageSchema.parse(JSON.parse(text)).gnss.timestamp[0] ?? NaN) - startMs) / 1000);
  }
}

describe('the websocket', () => {
  let sandbox: RunningSandbox;
  let token: string;
  let nowMs = START;
  const ears: Ear[] = [];
  const login = async (username: string): Promise<string> => {
    const fields = { grant_type: 'password', username, password: 'sandbox-password' };
    return tokenSchema.parse((await form(`${sandbox.url}/oauth2/token/`, fields)).json).access_token;
  };
  const listen = (device = '22001', path = `/v1/ws/preprocessed-data/${device}/`): Ear => {
    const ear = new Ear(`${sandbox.url.replace('http', 'ws')}${path}`);
    ears.push(ear);
    return ear;
  };
  const control = (path: string, body: object = {}) => send(`${sandbox.url}/sandbox${path}`, 'POST', body);
  /** A standard ride (60 minutes) that began `seconds` ago. */
  const ride = async (seconds: number, device = '22001'): Promise<number> => {
    const startedAt = nowMs - seconds * 1000;
    await control(`/devices/${device}/rides`, { startedAt: new Date(startedAt).toISOString(), shape: 'standard' });
    return startedAt;
  };

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, riders: 4, days: 0, limits: null, now: () => nowMs });
    token = await login('manager');
  });
  afterEach(async () => {
    for (const { socket } of ears) socket.terminate();
    for (const ear of ears.splice(0)) await ear.until(() => ear.closed !== null);
  });
  afterAll(() => sandbox.close());

  test('tells nothing while nothing is recorded, then a message for each second, ten of every sensor', async () => {
    const ear = await listen().open(token);
    nowMs += 5_000;
    await sleep(1_200);
    expect(ear.heard).toEqual([]);
    const startMs = await ride(0);
    nowMs += 2_500;
    await ear.until(() => ear.heard.length >= 2);
    expect(ear.seconds(startMs)).toEqual([0, 1]);
    const { gnss, ecg, pwr, device } = messageSchema.parse(JSON.parse(ear.heard[0] ?? ''));
    expect(gnss.timestamp).toEqual(Array.from({ length: 10 }, (_, tenth) => startMs + tenth * 100));
    for (const values of [gnss.latitude, gnss.speed, ecg.hr, pwr.pwr_cadence, pwr.pwr_instantpower, device.standstill])
      expect(values).toHaveLength(10);
    nowMs += 500;
    await ear.until(() => ear.heard.length >= 3);
    expect(ear.seconds(startMs)).toEqual([0, 1, 2]);
  });

  test('what is recorded without a network comes late and out of order; the ranges say the same', async () => {
    const startMs = await ride(100, '22002');
    const ear = await listen('22002').open(token);
    const lost = await control('/devices/22002/network-loss', { seconds: 3 });
    expect([lost.status, lost.json]).toMatchObject([201, { fromSecond: 100, toSecond: 103 }]);
    nowMs += 2_000;
    await sleep(1_200);
    expect(ear.heard).toEqual([]);
    nowMs += 2_000;
    await ear.until(() => ear.heard.length >= 4);
    expect(ear.seconds(startMs)).toEqual([102, 103, 101, 100]);
    const span = `start=${new Date(startMs).toISOString()}&stop=${new Date(startMs + 200_000).toISOString()}`;
    const { json } = await get(`${sandbox.url}/v1/devices/22002/preprocessed-ranges/?${span}`, token);
    expect(rangesSchema.parse(json).results.map(({ stop }) => (Date.parse(stop) - startMs) / 1000)).toEqual([104]);
  });

  test('a device that records nothing has no network to lose', async () => {
    expect(await control('/devices/22004/network-loss')).toMatchObject({ status: 409 });
    expect(await control('/devices/1/network-loss')).toMatchObject({ status: 404 });
  });

  test('closes for a wrong token, an athlete, an unknown device, and whoever says nothing in 3 seconds', async () => {
    const athlete = await login('athlete-1');
    const says = async (ear: Ear, text: string | null): Promise<number | undefined> => {
      await ear.until(() => ear.heard.length === 1);
      if (text !== null) ear.socket.send(text);
      await ear.until(() => ear.closed !== null);
      expect(ear.heard).toHaveLength(1);
      return ear.closed?.code;
    };
    const word = (given: string): string => JSON.stringify({ action: 'authorize', token: given });
    const codes = [
      says(listen(), word('wrong')),
      says(listen(), 'hello'),
      says(listen(), word(athlete)),
      says(listen('99999'), word(token)),
      says(listen(), null),
    ];
    expect(await Promise.all(codes)).toEqual([4401, 4401, 4403, 4404, 4408]);
  });

  test('is nowhere else', async () => {
    const { socket } = listen('', '/v1/ws/other/');
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(404);
  });

  test('breaks off when it is asked to', async () => {
    const ear = await listen('22003').open(token);
    await ride(0, '22003');
    await control('/faults', { name: 'dropped_socket', count: 1 });
    nowMs += 1_000;
    await ear.until(() => ear.closed !== null);
    expect([ear.closed?.code, ear.heard]).toEqual([1006, []]);
  });
});
