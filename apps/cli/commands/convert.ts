/** `freehub convert`: the formats without a server. */
import { Command, CommanderError, Option } from 'commander';
import { z } from 'zod';
import type { Cli } from '../cli.js';
import { TARGET_NAMES } from './convert/target-names.js';

const EXAMPLES = `
Reads FIT, GPX and TCX, each also as .gz or as the only file of a .zip, and Terra's JSON of an activity, by what is in them and not by their names.
Needs no server, no database and no settings. Ends with exit code 1 when a file could not be converted; the others are written all the same.

  freehub convert ride.fit -o ride.json             Terra's JSON
  freehub convert ride.gpx --to fit -o ride.fit
  freehub convert rides/ --to fhir -o bundles/      a folder, with all below it
  freehub convert rides/ -o out/ --dry-run --json   what would come out, a line of JSON for each file
  cat ride.fit.gz | freehub convert - --to tcx -o -

docs/formats.md tells what each format can hold.`;

const optionsSchema = z.object({
  to: z.enum(TARGET_NAMES),
  output: z.string().min(1),
  force: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  json: z.boolean().default(false),
  timeout: z.coerce.number().positive().max(86_400),
});

export const convertCommand = (cli: Cli): Command => {
  const command = new Command('convert')
    .description('convert activity files: FIT, GPX, TCX, Terra, FHIR')
    .argument('<in...>', 'files, folders, or - for standard input')
    .requiredOption('-o, --output <out>', 'a file, a folder, or - for standard output')
    .addOption(new Option('--to <format>', 'what to make of them').choices(TARGET_NAMES).default('terra'))
    .option('--force', 'overwrite what is there')
    .option('--dry-run', 'write nothing, only tell')
    .option('--json', 'tell a line of JSON for each file')
    .option('--timeout <seconds>', 'give a file up after so long', '30')
    .addHelpText('after', EXAMPLES);
  return command.action(async () => {
    const { to, output, timeout, ...flags } = optionsSchema.parse(command.opts());
    // The formats load when they are needed: --help of all commands stays as quick as it was.
    const { convertAll } = await import('./convert/run.js');
    const failed = await convertAll(cli, command.args, { to, out: output, timeoutSeconds: timeout, ...flags });
    // Told already, file by file.
    if (failed > 0) throw new CommanderError(1, 'freehub.convert', `${failed} failed`);
  });
};
