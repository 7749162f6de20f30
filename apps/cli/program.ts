/** All commands. */
import { Command } from 'commander';
import { projectVersion } from '../common/project.js';
import type { Cli } from './cli.js';
import { auditCommand } from './commands/audit.js';
import { backfillCommands } from './commands/backfills.js';
import { connectCommand, connectionCommands } from './commands/connections.js';
import { convertCommand } from './commands/convert.js';
import { deliveryCommands, replayCommand } from './commands/deliveries.js';
import { destinationCommands } from './commands/destinations.js';
import { deviceCommands } from './commands/devices.js';
import { environmentCommands, keyCommands } from './commands/environments.js';
import { importCommand } from './commands/import.js';
import { migrateCommand, renormalizeCommand, settingsCommand } from './commands/local.js';
import { operatorCommands } from './commands/operators.js';
import { overviewCommand } from './commands/overview.js';
import { providerCommands } from './commands/providers.js';
import { recordCommands } from './commands/records.js';
import { runProgram } from './run-program.js';
import { upCommand } from './up/command.js';

function program(cli: Cli): Command {
  const root = new Command('freehub')
    .version(projectVersion(), '--version', 'show which version this is')
    .description('Connects people’s fitness accounts and delivers their data.')
    .showHelpAfterError('(--help shows how)')
    .addHelpText(
      'after',
      '\nIt talks to the api at FREEHUB_PUBLIC_URL with FREEHUB_ADMIN_TOKEN; beside `freehub up` neither has to be set.',
    );
  const groups = [
    environmentCommands,
    keyCommands,
    operatorCommands,
    overviewCommand,
    auditCommand,
    providerCommands,
    connectCommand,
    connectionCommands,
    deviceCommands,
    recordCommands,
    importCommand,
    backfillCommands,
    destinationCommands,
    deliveryCommands,
    replayCommand,
    renormalizeCommand,
    migrateCommand,
    settingsCommand,
    convertCommand,
  ];
  root.addCommand(upCommand());
  for (const make of groups) root.addCommand(make(cli));
  return root;
}

/** @param args without node and script. @returns the exit code; `up` sets its own. */
export const runCli = (args: readonly string[], cli: Cli): Promise<number> => runProgram(program(cli), args, cli);
