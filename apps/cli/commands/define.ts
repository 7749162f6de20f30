/** How every command that talks to the api is made. */
import { Command } from 'commander';
import { z } from 'zod';
import type { Cli } from '../cli.js';
import { Session } from '../client/session.js';

const common = z.object({ json: z.boolean().optional(), environment: z.string().optional(), url: z.string().optional() });

export type Given<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

/** Reads what commander collected, so that it has types. */
export const optionsOf = <Shape extends z.ZodRawShape>(command: Command, shape: Shape): Given<Shape> =>
  z.object(shape).parse(command.opts());

/** The positional argument at `index`; commander has seen to it that it is there. */
export const argument = (command: Command, index = 0): string => z.string().parse(command.args[index]);

type Run = (session: Session, command: Command) => Promise<void>;

/**
 * A command about the whole server, with `--json` and `--url`.
 * @param usage as commander takes it: `show <id>`
 */
export function serverCommand(cli: Cli, usage: string, description: string, run: Run): Command {
  const command = new Command(usage.split(' ')[0]).description(description);
  for (const part of usage.split(' ').slice(1)) command.argument(part);
  return command
    .option('--json', 'print JSON')
    .option('--url <address>', 'where the api is (FREEHUB_PUBLIC_URL)')
    .action(async () => {
      await run(await Session.open(cli, common.parse(command.opts())), command);
    });
}

/** A command about one environment: `--environment` besides. */
export const adminCommand = (cli: Cli, usage: string, description: string, run: Run): Command =>
  serverCommand(cli, usage, description, run).option('-e, --environment <dev-id>', 'which environment; default: the only one');

/** A command that only holds others. */
export function group(name: string, description: string, commands: readonly Command[]): Command {
  const made = new Command(name).description(description);
  for (const command of commands) made.addCommand(command);
  return made;
}

/** For `--x a --x b`. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export const paging = { after: z.string().optional(), limit: z.string().optional() };
export const withPaging = (command: Command): Command =>
  command.option('--limit <n>', 'at most so many (default 50)').option('--after <cursor>', 'go on after that one');
/** As the query of a list: the server checks the numbers. */
export const pageOf = ({ after, limit }: Given<typeof paging>): { after?: string; limit?: string } => ({
  ...(after === undefined ? {} : { after }),
  ...(limit === undefined ? {} : { limit }),
});

/** Without what was not given: an absent field is something else than an undefined one. */
export const given = <Value extends object>(value: Value): { [Name in keyof Value]?: Exclude<Value[Name], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [Name in keyof Value]?: Exclude<Value[Name], undefined>;
  };
