/** Runs what commander was told, and is the one place where errors are told. */
import { type Command, CommanderError } from 'commander';
import { ZodError } from 'zod';
import { Problem } from '../../model/problem.js';
import type { Cli } from './cli.js';

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
export async function runProgram(root: Command, args: readonly string[], cli: Cli): Promise<number> {
  try {
    await settle(root, cli).parseAsync([...args], { from: 'user' });
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
