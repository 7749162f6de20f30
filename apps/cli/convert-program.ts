/** `freehub convert` alone. */
import { Command } from 'commander';
import type { Cli } from './cli.js';
import { convertCommand } from './commands/convert.js';
import { runProgram } from './run-program.js';

/** As `runCli`, for arguments that begin with `convert`. */
export const runConvert = (args: readonly string[], cli: Cli): Promise<number> =>
  runProgram(new Command('freehub').addCommand(convertCommand(cli)), args, cli);
