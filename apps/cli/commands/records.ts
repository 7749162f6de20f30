import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import { DATA_TYPES } from '../../../model/terra/index.js';
import { uploadRecords } from '../../api/admin/contract/records.js';
import type { Cli } from '../cli.js';
import { connectionNamed } from './connections.js';
import { adminCommand, argument, group, optionsOf } from './define.js';

const record = z.record(z.string(), z.unknown());
/** One record, a list, or what Terra's API answers with. */
const content = z.union([
  z.array(record),
  z.object({ data: z.array(record) }).transform(({ data }) => data),
  record.transform((one) => [one]),
]);

/** @param file `-` is standard input. @throws Problem payload */
async function recordsIn(file: string): Promise<Record<string, unknown>[]> {
  const json = await (file === '-' ? text(process.stdin) : readFile(file, 'utf8')).catch((cause: unknown) => {
    throw new Problem('payload', `--file: ${file} cannot be read`, { cause });
  });
  try {
    return content.parse(JSON.parse(json));
  } catch (cause) {
    throw new Problem('payload', '--file: must be JSON: a record, a list of records, or {"data": […]}', { cause });
  }
}

export const recordCommands = (cli: Cli): Command =>
  group('records', 'what users recorded', [
    adminCommand(
      cli,
      'upload <user>',
      'store and deliver records of a user (id or reference id) as if the provider had sent them',
      async (session, command) => {
        const { type, file } = optionsOf(command, {
          type: z.enum(DATA_TYPES, { error: `--type: must be one of ${DATA_TYPES.join(', ')}` }),
          file: z.string(),
        });
        const answer = await session.admin.call(uploadRecords, {
          params: await session.at({ connection: await connectionNamed(session, argument(command)) }),
          body: { type, data: await recordsIn(file) },
        });
        session.print(answer, () => [
          `Stored ${answer.keys.length}, ${answer.changed} of them new or changed: these are delivered.`,
        ]);
      },
    )
      .requiredOption('--type <type>', DATA_TYPES.join(', '))
      .requiredOption('--file <path>', 'JSON of Terra’s models; - is standard input'),
  ]);
