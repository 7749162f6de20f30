/** `freehub import`: activity files of a user, stored and delivered as if the provider had sent them. */
import type { Command } from 'commander';
import { z } from 'zod';
import { readActivityFile } from '../../../formats/file.js';
import { Problem } from '../../../model/problem.js';
import { uploadFile } from '../../api/admin/contract/files.js';
import type { fileAnswer } from '../../api/files/contract.js';
import type { Cli } from '../cli.js';
import type { Session } from '../client/session.js';
import { type Input, inputsOf } from '../files/inputs.js';
import { bytesOf } from '../files/read-input.js';
import { printable } from '../output/printable.js';
import { adminCommand, argument, optionsOf } from './define.js';
import { connectionNamed } from './connections.js';

type Answer = z.output<typeof fileAnswer>;

interface Told {
  readonly file: string;
  readonly answer: Answer | null;
  readonly problem: Problem | null;
}

/** Trouble that the next file would meet as well. */
const STOPS: ReadonlySet<string> = new Set(['auth', 'missing', 'transient', 'canceled', 'config']);

const HELP = `
A file that is there already changes nothing, so a run that was stopped can be started again.

Examples:
  freehub import rider-1 ride.fit
  freehub import rider-1 ~/rides --dry-run    read all files below a folder, send none`;

export const importCommand = (cli: Cli): Command =>
  adminCommand(
    cli,
    'import <user> <file...>',
    'store and deliver activity files (FIT, GPX, TCX, also gzip) of a user (id or reference id); folders too',
    async (session, command) => {
      const { dryRun } = optionsOf(command, { dryRun: z.boolean().optional() });
      const user = await connectionNamed(session, argument(command));
      const { inputs } = await inputsOf(command.args.slice(1), '');
      if (inputs.length === 0) throw new Problem('missing', 'there is no FIT, GPX, TCX or JSON file');
      const all: Told[] = [];
      for (const [index, input] of inputs.entries()) {
        cli.draw?.(`${index + 1} of ${inputs.length}: ${printable(input.name)}`);
        const told = await one(session, user, input, dryRun ?? false);
        cli.draw?.('');
        all.push(told);
        if (!session.json) tell(cli, told, dryRun ?? false);
      }
      const bad = all.filter(({ problem }) => problem !== null).length;
      session.print(all.map(asJson), () => [
        `${all.length - bad} of ${all.length} files ${dryRun ? 'can be read' : 'imported'}.`,
      ]);
      if (bad > 0) throw new Problem('payload', `${bad} of ${all.length} files failed`);
    },
  )
    .option('--dry-run', 'read the files and send none')
    .addHelpText('after', HELP);

async function one(session: Session, user: string, input: Input, dryRun: boolean): Promise<Told> {
  try {
    const bytes = await bytesOf(input);
    if (dryRun) {
      readActivityFile(bytes);
      return { file: input.name, answer: null, problem: null };
    }
    const answer = await session.admin.call(uploadFile, {
      params: await session.at({ connection: user }),
      body: new Uint8Array(bytes),
    });
    return { file: input.name, answer, problem: null };
  } catch (error) {
    if (!(error instanceof Problem) || (STOPS.has(error.kind) && error.code !== '404')) throw error;
    return { file: input.name, answer: null, problem: error };
  }
}

function tell(cli: Cli, { file, answer, problem }: Told, dryRun: boolean): void {
  const name = printable(file);
  if (problem) cli.err(printable(`freehub: ${file}: ${reason(problem)}`));
  else if (!answer) cli.out(`${name}${dryRun ? '  can be read' : ''}`);
  else {
    const state = answer.changed === 0 ? 'there already' : 'new';
    for (const { summary_id: id, start_time: start, samples, findings, overlaps } of answer.activities) {
      cli.out(`${name} -> ${id}  ${start.slice(0, 19)}  ${samples} samples  ${state}`);
      for (const { code, message } of findings) cli.out(printable(`    ${code}: ${message}`));
      if (overlaps.length > 0) cli.out(`    at the same time as ${overlaps.join(', ')}`);
    }
  }
}

/** A status as its code says nothing that the sentence does not. */
const reason = ({ code, message }: Problem): string =>
  code === undefined || /^\d+$/.test(code) ? message : `${message} (${code})`;

const asJson = ({ file, answer, problem }: Told) => ({
  file,
  ok: problem === null,
  ...(answer === null ? {} : { activities: answer.activities, changed: answer.changed }),
  ...(problem === null ? {} : { problem: { code: problem.code, message: problem.message } }),
});
