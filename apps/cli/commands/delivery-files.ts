/** Deliveries as files: the list exported, what one sends taken out and put back. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import * as contract from '../../api/admin/contract/deliveries.js';
import type { Cli } from '../cli.js';
import type { Session } from '../client/session.js';
import { STANDARD_STREAM } from '../files/inputs.js';
import { toStandardOutput } from '../files/standard-output.js';
import { writeWhole } from './convert/outputs.js';
import { adminCommand, argument, given, optionsOf } from './define.js';
import { filterOf, stateOption, withFilter, withState } from './delivery-filter.js';

const out = { out: z.string(), force: z.boolean().optional() };
const withOut = (command: Command): Command =>
  command.requiredOption('-o, --out <file>', 'where to; - is standard output').option('--force', 'overwrite the file');

async function write(session: Session, command: Command, bytes: Uint8Array): Promise<void> {
  const { out: file, force } = optionsOf(command, out);
  if (file === STANDARD_STREAM) {
    await toStandardOutput(bytes);
    return;
  }
  await writeWhole(file, bytes, force ?? false);
  session.print({ file, bytes: bytes.length }, () => [`${file}: ${bytes.length} bytes`]);
}

const event = z.record(z.string(), z.unknown());

/** @param file `-` is standard input. @throws Problem payload */
async function eventIn(file: string): Promise<Record<string, unknown>> {
  const json = await (file === STANDARD_STREAM ? text(process.stdin) : readFile(file, 'utf8')).catch((cause: unknown) => {
    throw new Problem('payload', `--file: ${file} cannot be read`, { cause });
  });
  try {
    return event.parse(JSON.parse(json));
  } catch (cause) {
    throw new Problem('payload', '--file: must be the whole event as a JSON object', { cause });
  }
}

export const exportCommand = (cli: Cli): Command =>
  withFilter(
    withState(
      withOut(
        adminCommand(cli, 'export', 'the list as a file, newest first', async (session, command) => {
          const { state, format, limit } = optionsOf(command, {
            ...stateOption,
            format: z.enum(['csv', 'ndjson'], { error: '--format: must be csv or ndjson' }),
            limit: z.string().optional(),
          });
          const query = { ...(await filterOf(session, command)), ...given({ state, limit }), format };
          await write(
            session,
            command,
            await session.admin.file(contract.exportDeliveries, { params: await session.at({}), query }),
          );
        })
          .option('--format <name>', 'csv or ndjson', 'csv')
          .option('--limit <n>', `at most so many (default ${contract.EXPORT_MOST})`),
      ),
    ),
  );

export const bodyCommand = (cli: Cli): Command =>
  withOut(
    adminCommand(cli, 'body <id>', 'the whole event that it sends now, with samples, as JSON', async (session, command) => {
      const params = await session.at({ delivery: argument(command) });
      await write(session, command, await session.admin.file(contract.getDeliveryBody, { params }));
    }),
  );

export const editCommand = (cli: Cli): Command =>
  adminCommand(
    cli,
    'edit <id>',
    'let a dead letter send another event: take it out with `deliveries body`, change it, put it back, then `deliveries redrive`',
    async (session, command) => {
      const { file, undo } = optionsOf(command, { file: z.string().optional(), undo: z.boolean().optional() });
      if ((file === undefined) !== (undo === true))
        throw new Problem('payload', 'say what to send: --file <path>, or --undo for what Freehub builds');
      const body = file === undefined ? null : await eventIn(file);
      const params = await session.at({ delivery: argument(command) });
      const row = await session.admin.call(contract.editDelivery, { params, body: { body } });
      session.print(row, () => [
        `${row.id} sends ${body ? 'the edited event' : 'what Freehub builds'}.`,
        `Send it: ${session.hint(`deliveries redrive ${row.id}`)}`,
      ]);
    },
  )
    .option('--file <path>', 'the whole event as JSON; - is standard input')
    .option('--undo', 'what Freehub builds, again');
