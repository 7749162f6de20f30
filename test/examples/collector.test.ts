/** The worked example of docs/add-a-destination.md keeps the same contract as every kind, and is what the page shows. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { destinationContract } from '../../destinations/kit/contract.js';
import { collectorKind } from '../../examples/destinations/collector.js';

const page = new URL('../../docs/add-a-destination.md', import.meta.url);

test('the page shows the example as it is', async () => {
  const source = await readFile(new URL('../../examples/destinations/collector.ts', import.meta.url), 'utf8');
  expect(source.split('\n').length - 1).toBeLessThanOrEqual(100);
  expect(await readFile(page, 'utf8')).toContain(source);
});

/** A collector as its vendors make them: it takes all lines of a request, or none. */
async function startCollector(token: string) {
  const bodies: string[] = [];
  let open: Promise<void> = Promise.resolve();
  let throttled = false;
  const server = createServer((request, response) => {
    void (async () => {
      const text = Buffer.concat(await request.toArray()).toString();
      await open;
      const lines = text.split('\n').filter((line) => line !== '');
      if (request.headers.authorization !== `Bearer ${token}`) response.writeHead(401).end();
      else if (throttled) response.writeHead(429, { 'retry-after': '7' }).end();
      else if (lines.some((line) => line.includes('"too much"'))) response.writeHead(422).end();
      else {
        for (const line of lines) {
          const event = /^\{"id":"[^"]+","event":(.*)\}$/.exec(line)?.[1];
          if (event !== undefined) bodies.push(event);
        }
        response.writeHead(204).end();
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/ingest`,
    bodies,
    throttle(is: boolean) {
      throttled = is;
    },
    stall(): () => Promise<void> {
      let release = (): void => undefined;
      open = new Promise((resolve) => {
        release = resolve;
      });
      return () => {
        release();
        return Promise.resolve();
      };
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

const appends = 'a collector appends: readers drop repeats by `id`';

destinationContract({
  name: 'the example of docs/add-a-destination.md',
  kind: collectorKind,
  readme: page,
  skip: { upsert: appends, delete: appends },
  async make() {
    const token = 'a-token-for-tests-0001';
    const collector = await startCollector(token);
    const gone = await startCollector(token);
    await gone.stop();
    const config = { url: collector.url, token };
    return {
      config,
      wrongSecret: { ...config, token: 'another-token-for-tests' },
      unreachable: { ...config, url: gone.url },
      readBack: () => Promise.resolve(collector.bodies),
      left: ({ traceId, key }) => {
        const body = collector.bodies.find((text) => text.includes(key)) ?? 'null';
        return Promise.resolve([{ place: `POST ${collector.url}`, text: `{"id":"${traceId}","event":${body}}` }]);
      },
      poison: (item) => ({
        ...item,
        body: Buffer.from(Buffer.from(item.body).toString().replace('"extra":null', '"extra":"too much"')),
      }),
      stall: () => Promise.resolve(collector.stall()),
      throttle: () => {
        collector.throttle(true);
        const release = () => {
          collector.throttle(false);
          return Promise.resolve();
        };
        return Promise.resolve({ retryAfterMs: 7000, release });
      },
      dispose: () => collector.stop(),
    };
  },
});
