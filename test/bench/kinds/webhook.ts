import { randomBytes } from 'node:crypto';
import { Pool } from 'undici';
import { webhookCapabilities } from '../../../destinations/webhook/spec.js';
import { startBenchReceiver } from '../receiver.js';
import type { MeasuredKind } from './target.js';

export const webhook: MeasuredKind = {
  title: 'webhook',
  kind: 'webhook',
  floor: 'undici, 32 connections, unsigned',
  async open() {
    const receiver = await startBenchReceiver();
    const { origin, pathname: path } = new URL(receiver.url);
    const pool = new Pool(origin, { connections: webhookCapabilities.concurrency, pipelining: 1 });
    return {
      config: { url: receiver.url, signing_secret: randomBytes(16).toString('hex') },
      bare: (items) =>
        Promise.all(items.map(async ({ body }) => (await pool.request({ method: 'POST', path, body })).body.dump())),
      close: async () => {
        await pool.close();
        await receiver.close();
      },
    };
  },
};
