import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import { DATA_TYPES } from '../../../model/terra/index.js';
import { deleteRecord, getRecordFile, listRecords, uploadRecords } from '../../api/admin/contract/records.js';
import { RECORD_FILES } from '../../api/files/record-files.js';
import type { Cli } from '../cli.js';
import { connectionNamed } from './connections.js';
import { STANDARD_STREAM } from '../files/inputs.js';
import { toStandardOutput } from '../files/standard-output.js';
import { more, table } from '../output/table.js';
import { writeWhole } from './convert/outputs.js';
import { adminCommand, argument, given, group, optionsOf, pageOf, paging, withPaging } from './define.js';
import { recentRecords, showRecord } from './record-views.js';

const TYPE = z.enum(DATA_TYPES, { error: `--type: must be one of ${DATA_TYPES.join(', ')}` });
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
    recentRecords(cli),
    withPaging(
      adminCommand(cli, 'list <user>', 'records of a user (id or reference id), newest first', async (session, command) => {
        const { type, ...rest } = optionsOf(command, { ...paging, type: TYPE.optional() });
        const answer = await session.admin.call(listRecords, {
          params: await session.at({ connection: await connectionNamed(session, argument(command)) }),
          query: { ...pageOf(rest), ...given({ type }) },
        });
        session.print(answer, () => [
          ...table(
            answer.items,
            {
              key: (row) => row.key,
              type: (row) => row.type,
              start: (row) => row.start_time,
              end: (row) => row.end_time,
              revision: (row) => String(row.revision),
              bytes: (row) => String(row.bytes),
              deleted: (row) => (row.deleted ? 'yes' : ''),
            },
            'Nothing is stored of this user.',
          ),
          ...more(answer.next),
        ]);
      }),
    ).option('--type <type>', DATA_TYPES.join(', ')),
    showRecord(cli),
    adminCommand(cli, 'get <user> <key>', 'one record as a file', async (session, command) => {
      const { type, format, out, force } = optionsOf(command, {
        type: TYPE,
        format: z.enum(RECORD_FILES, { error: `--format: must be one of ${RECORD_FILES.join(', ')}` }),
        out: z.string(),
        force: z.boolean().optional(),
      });
      const bytes = await session.admin.file(getRecordFile, {
        params: await session.at({
          connection: await connectionNamed(session, argument(command)),
          type,
          key: argument(command, 1),
        }),
        query: { format },
      });
      if (out === STANDARD_STREAM) {
        await toStandardOutput(bytes);
        return;
      }
      await writeWhole(out, bytes, force ?? false);
      session.print({ file: out, bytes: bytes.length }, () => [`${out}: ${bytes.length} bytes`]);
    })
      .requiredOption('-o, --out <file>', 'where to; - is standard output')
      .option(
        '--format <name>',
        `${RECORD_FILES.join(', ')} (raw = what the provider answered; original = the file that it was made from)`,
        'json',
      )
      .option('--type <type>', DATA_TYPES.join(', '), 'activity')
      .option('--force', 'overwrite the file'),
    adminCommand(
      cli,
      'delete <user> <key>',
      'delete a record and tell the destinations, as if the provider had; nothing is deleted there, and a later sync may bring it back',
      async (session, command) => {
        const { type, yes } = optionsOf(command, { type: TYPE, yes: z.boolean().optional() });
        const [user, key] = [argument(command), argument(command, 1)];
        const params = await session.at({ connection: await connectionNamed(session, user), type, key });
        const asked = yes !== true && session.cli.confirm;
        if (asked && !(await asked(`Delete the ${type} "${key}" of ${user}, here and at the destinations?`)))
          throw new Problem('canceled', 'nothing was deleted');
        const answer = await session.admin.call(deleteRecord, { params });
        session.print(answer, () => ['Deleted; the destinations are told.']);
      },
    )
      .option('--type <type>', DATA_TYPES.join(', '), 'activity')
      .option('--yes', 'do not ask'),
    adminCommand(
      cli,
      'upload <user>',
      'store and deliver records of a user (id or reference id) as if the provider had sent them',
      async (session, command) => {
        const { type, file } = optionsOf(command, {
          type: TYPE,
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
