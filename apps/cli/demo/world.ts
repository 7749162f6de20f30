/** Which world the sandbox simulates. The past of a folder's world is made once and stays. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';

export const worldSchema = z.strictObject({
  /** Athletes that the demo connects. */
  riders: z.int().min(1).max(50),
  /** Days of past rides. */
  days: z.int().min(0).max(3650),
  seed: z.int().min(0),
  /** Absolute folder of FIT files; null = simulated rides. */
  rides: z.string().min(1).nullable(),
});
export type World = Readonly<z.output<typeof worldSchema>>;

/** What the command line named. */
export interface WorldWish {
  readonly riders?: number | undefined;
  readonly days?: number | undefined;
  readonly seed?: number | undefined;
  readonly rides?: string | undefined;
}

const DEFAULTS: World = { riders: 3, days: 90, seed: 1, rides: null };

/**
 * @param known the world that the data folder holds already.
 * @throws Problem config when the wish is for another past than the one that is there.
 */
export function chooseWorld(wish: WorldWish, known: World | null): World {
  const asked = { ...wish, ...(wish.rides === undefined ? {} : { rides: resolve(wish.rides) }) };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const world = worldSchema.parse({ ...(known ?? DEFAULTS), ...given });
  for (const name of ['seed', 'days', 'rides'] as const) {
    if (known === null || world[name] === known[name]) continue;
    const before = known[name] === null ? `no --${name}` : `--${name} ${known[name]}`;
    throw new Problem(
      'config',
      `the rides in this data folder were made with ${before}; leave --${name} out, or give a fresh folder with --data-dir`,
    );
  }
  return world;
}

/** Flags of the sandbox. No rate limits: the demo is to be watched, not waited for. */
export const sandboxFlags = ({ riders, days, seed, rides }: World): readonly string[] => [
  '--riders',
  String(riders),
  '--days',
  String(days),
  '--seed',
  String(seed),
  '--no-limits',
  // A webhook that found nobody is tried again after 3 s instead of a minute.
  '--retry-scale',
  '0.05',
  ...(rides === null ? [] : ['--rides', rides]),
];
