import { Command } from 'commander';
import { loadSettings } from '../../../settings/load.js';
import { runUp } from './up.js';

/** The command `freehub up`. A Problem that it throws is for the program's one error printer. */
export function upCommand(): Command {
  return new Command('up')
    .description('start PostgreSQL, Temporal, the sandbox, the worker and the api on this machine, until Ctrl-C')
    .option('--data-dir <folder>', 'where everything is kept (FREEHUB_DATA_DIR)')
    .action(async ({ dataDir }: { dataDir?: string }) => {
      const settings = loadSettings({ ...process.env, ...(dataDir === undefined ? {} : { FREEHUB_DATA_DIR: dataDir }) });
      process.exitCode = await runUp({ settings });
    });
}
