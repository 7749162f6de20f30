/** All commands, and the one place where errors are told. */
import { Command, CommanderError } from 'commander';
import { ZodError } from 'zod';
import { Problem } from '../../model/problem.js';
import type { Cli } from './cli.js';
import { backfillCommands } from './commands/backfills.js';
import { connectCommand, connectionCommands } from './commands/connections.js';
import { deliveryCommands, replayCommand } from './commands/deliveries.js';
import { destinationCommands } from './commands/destinations.js';
import { environmentCommands, keyCommands } from './commands/environments.js';
import { migrateCommand, renormalizeCommand, settingsCommand } from './commands/local.js';
import { providerCommands } from './commands/providers.js';
import { recordCommands } from './commands/records.js';
import { upCommand } from './up/command.js';

function program(cli: Cli): Command {
  const root = new Command('freehub')
    .description('Connects people’s fitness accounts and delivers their data.')
    .showHelpAfterError('(--help shows how)')
    .addHelpText(
      'after',
      '\nIt talks to the api at FREEHUB_PUBLIC_URL with FREEHUB_ADMIN_TOKEN; beside `freehub up` neither has to be set.',
    );
  const groups = [
    environmentCommands,
    keyCommands,
    providerCommands,
    connectCommand,
    connectionCommands,
    recordCommands,
    backfillCommands,
    destinationCommands,
    deliveryCommands,
    replayCommand,
    renormalizeCommand,
    migrateCommand,
    settingsCommand,
  ];
  root.addCommand(upCommand());
  for (const make of groups) root.addCommand(make(cli));
  return settle(root, cli);
}

/** commander writes and ends the process by itself: here it does neither. */
function settle(command: Command, cli: Cli): Command {
  command.exitOverride().configureOutput({
    writeOut: (text) => {
      cli.out(text.replace(/\n$/, ''));
    },
    writeErr: (text) => {
      cli.err(text.replace(/\n$/, ''));
    },
  });
  for (const inner of command.commands) settle(inner, cli);
  return command;
}

/** @param args without node and script. @returns the exit code; `up` sets its own. */
export async function runCli(args: readonly string[], cli: Cli): Promise<number> {
  try {
    await program(cli).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    // commander has told it already (or it was --help).
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    cli.err(`freehub: ${sentence(error)}`);
    return 1;
  }
}

function sentence(error: unknown): string {
  if (error instanceof Problem) return error.userMessage;
  if (error instanceof ZodError)
    return error.issues
      .map((issue) => `--${issue.path.join('.').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: ${issue.message}`)
      .join('; ');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
