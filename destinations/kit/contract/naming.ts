import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Deliverer } from '../deliverer.js';
import { EgressGuard } from '../egress/egress.js';
import { DestinationRegistry } from '../registry.js';
import { testItem } from '../testing/items.js';
import type { Config } from './options.js';
import { kinds } from './results.js';
import type { ContractRun } from './run.js';

const NAME = 'localhost';

/** As DNS does, it answers after what is to be sent was written to the socket. */
async function resolve(name: string): Promise<readonly string[]> {
  await sleep(5);
  if (name !== NAME) throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
  return ['127.0.0.1'];
}

/** The config with a name in place of the rig's address, wherever it stands. */
function named(config: Config, name: string): Config {
  const text = JSON.stringify(config);
  expect(text).toContain('127.0.0.1');
  return JSON.parse(text.replaceAll('127.0.0.1', name)) as Config;
}

/** Rigs listen on an address; users write names, which are looked up first. */
export function takesNames(run: ContractRun): void {
  const { kind, io, never, held } = run;
  async function withDns(work: (deliverer: Deliverer) => Promise<void>): Promise<void> {
    const egress = new EgressGuard(['127.0.0.1'], { resolve });
    const deliverer = new Deliverer(new DestinationRegistry([kind]), { ...io, egress }, { writeTimeoutMs: 20_000 });
    try {
      await work(deliverer);
    } finally {
      await deliverer.close();
      await egress.close();
    }
  }
  const target = (config: Config) => ({ id: 'named', revision: 1, kind: kind.id, config });

  test(
    'a target is reached by its name as by its address',
    () =>
      withDns(async (deliverer) => {
        const config = named(run.rig.config, NAME);
        expect((await deliverer.check(kind.id, config, never)).filter(({ ok }) => !ok)).toEqual([]);
        const items = [testItem(), testItem({ extra: JSON.stringify('x'.repeat(200_000)) })];
        expect(kinds(await deliverer.deliver(target(config), items, never))).toEqual(['ok', 'ok']);
        expect(await held(...items.map(({ key }) => key))).toHaveLength(2);
      }),
    60_000,
  );

  test(
    'a name without an address is unreachable, not our bug',
    () =>
      withDns(async (deliverer) => {
        const config = named(run.rig.config, 'no-such-host.example.com');
        expect(kinds(await deliverer.deliver(target(config), [testItem()], never))).toEqual(['transient']);
        const [first, ...rest] = await deliverer.check(kind.id, config, never);
        expect(first).toMatchObject({ ok: false });
        expect(first?.action?.length).toBeGreaterThan(20);
        expect(rest).toEqual([]);
      }),
    60_000,
  );
}
