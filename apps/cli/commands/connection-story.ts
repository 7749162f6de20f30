/** Reading of a connection: what happened, and what has been fetched. */
import type { Command } from 'commander';
import { z } from 'zod';
import * as contract from '../../api/admin/contract/story.js';
import { STORY_KINDS } from '../../../store/desk/story/part.js';
import type { Cli } from '../cli.js';
import { printable } from '../output/printable.js';
import { more, table } from '../output/table.js';
import { connectionNamed } from './connection-named.js';
import { adminCommand, argument, given, optionsOf, pageOf, paging, withPaging } from './define.js';

export const storyCommand = (cli: Cli): Command =>
  withPaging(
    adminCommand(cli, 'story <user>', 'what happened, newest first', async (session, command) => {
      const { kind, ...page } = optionsOf(command, { ...paging, kind: z.enum(STORY_KINDS).optional() });
      const params = await session.at({ connection: await connectionNamed(session, argument(command)) });
      const answer = await session.admin.call(contract.getStory, { params, query: { ...pageOf(page), ...given({ kind }) } });
      session.print(answer, () => [
        ...answer.items.flatMap(({ at, title, detail }) => [
          `${at.slice(0, 19).replace('T', ' ')}  ${printable(title)}`,
          ...(detail === null ? [] : [`${' '.repeat(21)}${printable(detail)}`]),
        ]),
        ...(answer.items.length === 0 ? ['Nothing of that kind has happened.'] : []),
        ...more(answer.next),
      ]);
    }).option('--kind <kind>', `only these: ${STORY_KINDS.join(', ')}`),
  );

export const coverageCommand = (cli: Cli): Command =>
  adminCommand(cli, 'coverage <user>', 'what has been fetched, by day and type', async (session, command) => {
    const query = given(optionsOf(command, { from: z.string().optional(), to: z.string().optional() }));
    const params = await session.at({ connection: await connectionNamed(session, argument(command)) });
    const answer = await session.admin.call(contract.getCoverage, { params, query });
    session.print(answer, () => [
      `${answer.from} to ${answer.to}; ${answer.first_day === null ? 'no day has been fetched in full' : `the first day that was fetched is ${answer.first_day}`}.`,
      '',
      ...table(
        answer.days,
        { day: (row) => row.day, fetched: (row) => row.fetched.join(', '), records: (row) => row.records },
        'Nothing within these days.',
      ),
    ]);
  })
    .option('--from <day>', 'first day, such as 2026-05-01; default: a year before the last')
    .option('--to <day>', 'last day; default: today');
