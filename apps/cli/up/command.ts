import { Command, InvalidArgumentError, Option } from 'commander';
import { resolve } from 'node:path';
import { z } from 'zod';
import { loadSettings } from '../../../settings/load.js';
import { demoHooks } from '../demo/demo.js';
import { recall } from '../demo/memory.js';
import { chooseWorld, sandboxFlags } from '../demo/world.js';
import { runUp } from './up.js';

const flags = z.object({
  dataDir: z.string().optional(),
  demo: z.boolean(),
  for: z.number().optional(),
  json: z.boolean().default(false),
  riders: z.number().optional(),
  days: z.number().optional(),
  seed: z.number().optional(),
  rides: z.string().optional(),
});

const whole =
  (from: number, to: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= from && value <= to) return value;
    throw new InvalidArgumentError(`must be a whole number from ${from} to ${to}.`);
  };

/** The command `freehub up`. A Problem that it throws is for the program's one error printer. */
export function upCommand(): Command {
  return new Command('up')
    .description(
      'start PostgreSQL, Temporal, the sandbox, the worker and the api on this machine and show rides flowing, until Ctrl-C',
    )
    .option('--data-dir <folder>', 'where everything is kept (FREEHUB_DATA_DIR)')
    .option('--no-demo', 'only start; connect nobody')
    .addOption(new Option('--for <seconds>', 'end after so many seconds of live rides').argParser(whole(1, 86_400)))
    .option('--json', 'end with one line of JSON that sums it up')
    .addOption(new Option('--riders <number>', 'athletes that are connected (default: 3)').argParser(whole(1, 50)))
    .addOption(new Option('--days <number>', 'days of past rides (default: 90)').argParser(whole(0, 3_650)))
    .addOption(new Option('--seed <number>', 'world that is simulated (default: 1)').argParser(whole(0, 2 ** 31)))
    .option('--rides <folder>', 'real rides: serve the FIT files of this folder instead of simulated ones')
    .action(async (given: unknown) => {
      const { dataDir, demo, for: forSeconds = null, json, ...wish } = flags.parse(given);
      const settings = loadSettings({ ...process.env, ...(dataDir === undefined ? {} : { FREEHUB_DATA_DIR: dataDir }) });
      const world = chooseWorld(wish, (await recall(resolve(settings.dataDir)))?.world ?? null);
      const hooks = demo ? demoHooks({ world, forSeconds, json }) : {};
      process.exitCode = await runUp({ settings, sandboxFlags: sandboxFlags(world) }, hooks);
    });
}
