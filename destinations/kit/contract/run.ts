/** What the cases share: a deliverer with one kind, and all that it has told. */
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Deliverer } from '../deliverer.js';
import type { CheckResult, DeliveryItem, DestinationIo, ItemResult } from '../destination.js';
import { EgressGuard } from '../egress/egress.js';
import type { DestinationKind } from '../kind.js';
import { DestinationRegistry } from '../registry.js';
import type { Config, ContractOptions, ContractRig } from './options.js';

interface HeldBody {
  readonly key: string;
  readonly revision: number;
}

export interface ContractRun {
  readonly kind: DestinationKind;
  readonly io: DestinationIo;
  readonly skip: NonNullable<ContractOptions['skip']>;
  readonly readme: URL;
  /** There once the tests run. */
  readonly rig: ContractRig;
  /** A signal that does not fire. */
  readonly never: AbortSignal;
  /** Results and reports, as texts. */
  readonly shown: readonly string[];
  /** One more. */
  readonly show: (text: string) => void;
  /** @param by config: default the good one */
  readonly deliver: (
    items: readonly DeliveryItem[],
    by?: { readonly config?: Config; readonly signal?: AbortSignal },
  ) => Promise<readonly ItemResult[]>;
  readonly check: (config: Config) => Promise<readonly CheckResult[]>;
  /** What the target holds of these keys. */
  readonly held: (...keys: readonly string[]) => Promise<readonly HeldBody[]>;
  /** A case, or when there is a reason against it, one that finds the reason on the kind's page. */
  readonly caseUnless: (reason: string | undefined, title: string, run: () => Promise<void>) => void;
}

/** Call inside `describe`. */
export function contractRun(options: ContractOptions): ContractRun {
  const { kind, readme, skip = {} } = options;
  const io: DestinationIo = { egress: new EgressGuard(['127.0.0.1']), userAgent: 'freehub-test', ambientCredentials: false };
  const deliverer = new Deliverer(new DestinationRegistry([kind]), io, { writeTimeoutMs: 90_000 });
  const never = new AbortController().signal;
  const shown: string[] = [];
  let rig: ContractRig;
  let revision = 0;

  beforeAll(async () => {
    rig = await options.make();
  }, 60_000);
  afterAll(async () => {
    await deliverer.close();
    await io.egress.close();
    await rig.dispose();
  }, 60_000);

  return {
    kind,
    io,
    skip,
    readme,
    never,
    shown,
    show: (text) => {
      shown.push(text);
    },
    get rig() {
      return rig;
    },
    async deliver(items, { config = rig.config, signal = never } = {}) {
      const target = config === rig.config ? { id: 'one', revision: 1 } : { id: 'other', revision: ++revision };
      const results = await deliverer.deliver({ ...target, kind: kind.id, config }, items, signal);
      shown.push(inspect(results, { depth: 12, showHidden: true }));
      expect(results).toHaveLength(items.length);
      return results;
    },
    async check(config) {
      const report = await deliverer.check(kind.id, config, never);
      shown.push(inspect(report));
      return report;
    },
    async held(...keys) {
      const bodies = (await rig.readBack()).map((text) => JSON.parse(text) as HeldBody);
      return bodies.filter(({ key }) => keys.includes(key)).map(({ key, revision: at }) => ({ key, revision: at }));
    },
    caseUnless(reason, title, run) {
      if (reason === undefined) test(title, run, 60_000);
      // What a kind cannot do, its users must be able to read.
      else
        test(`not asked of it: ${title}; its page says why`, () => {
          expect(readFileSync(readme, 'utf8')).toContain(reason);
        });
    },
  };
}
