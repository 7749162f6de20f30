import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import { isUuid } from '../../../model/ids.js';
import { Problem } from '../../../model/problem.js';
import * as contract from '../../api/admin/contract/devices.js';
import { listProviderApps, listProviderKinds } from '../../api/admin/contract/providers.js';
import { providerNamed } from './provider-named.js';
import type { Cli } from '../cli.js';
import type { Session } from '../client/session.js';
import { facts, more, table } from '../output/table.js';
import { adminCommand, argument, given, group, optionsOf, pageOf, paging, withPaging } from './define.js';

const PROVIDER = { provider: z.string().optional() };
const withProvider = (command: Command): Command =>
  command.option('--provider <name>', 'which provider; default: the only one with devices that is set up');

/** @throws Problem config when it must be named */
async function providerOf(session: Session, named: string | undefined): Promise<string> {
  if (named !== undefined) return providerNamed(named);
  const [kinds, apps] = await Promise.all([
    session.admin.call(listProviderKinds),
    session.admin.call(listProviderApps, { params: await session.at({}) }),
  ]);
  const managed = kinds.items.filter(({ access }) => access === 'manager').map(({ provider }) => provider);
  const [only, ...others] = apps.items.map(({ provider }) => provider).filter((provider) => managed.includes(provider));
  if (only === undefined)
    throw new Problem(
      'config',
      `no provider with devices is set up: ${session.hint(`providers set ${managed[0] ?? '<provider>'}`)}`,
    );
  if (others.length > 0) throw new Problem('config', `name one with --provider: ${[only, ...others].join(', ')}`);
  return only;
}

const at = async (session: Session, command: Command) =>
  session.at({ provider: await providerOf(session, optionsOf(command, PROVIDER).provider) });

/** @param file `-` is standard input. @throws Problem payload */
async function contentOf(what: string, file: string): Promise<string> {
  return (file === '-' ? text(process.stdin) : readFile(file, 'utf8')).catch((cause: unknown) => {
    throw new Problem('payload', `${what}: ${file} cannot be read`, { cause });
  });
}

/** Not from the command line, where others see it. @throws Problem config */
async function passwordOf(file: string): Promise<string> {
  const password = (await contentOf('--password-file', file)).replace(/\r?\n$/, '');
  if (password === '') throw new Problem('config', '--password-file: there is nothing in it');
  return password;
}

type Assignment = z.output<typeof contract.assignment>;
const COLUMNS = {
  id: (row: Assignment) => row.id,
  device: ({ device }: Assignment) => device.serial_number ?? device.name ?? device.device_id,
  athlete: (row: Assignment) => row.reference_id ?? row.user_id,
  from: (row: Assignment) => row.from,
  to: (row: Assignment) => row.to ?? 'until further notice',
};

const looked = (session: Session, backfill: string | null): string[] =>
  backfill === null ? [] : [`Looks at the past: ${session.hint(`backfill show ${backfill}`)}`];

/** A time as people type it: also `now`. */
const moment = (value: string): string => {
  if (value === 'now') return new Date().toISOString();
  if (Number.isNaN(Date.parse(value))) throw new InvalidArgumentError('Write a time such as 2026-05-01T14:00:00+02:00, or now.');
  return value;
};

export const deviceCommands = (cli: Cli): Command =>
  group('devices', 'devices that a manager’s account sees, and the athletes who wear them', [
    withProvider(
      adminCommand(
        cli,
        'login',
        'log in as the manager who owns the devices; the password is not kept',
        async (session, command) => {
          const { username, passwordFile, replace } = optionsOf(command, {
            username: z.string({ error: 'is needed: the manager’s user name' }),
            passwordFile: z.string({ error: 'is needed: a file that holds the password, or - for standard input' }),
            replace: z.boolean().optional(),
          });
          const body = { username, password: await passwordOf(passwordFile), ...given({ replace }) };
          const answer = await session.admin.call(contract.loginManager, { params: await at(session, command), body });
          session.print(answer, () => [
            `Logged in. The account sees ${answer.devices} device(s): ${session.hint('devices list')}`,
          ]);
        },
      )
        .option('--username <name>', 'of the manager')
        .option('--password-file <file>', 'holds the password; - reads standard input')
        .option('--replace', 'go over to another account than the one that is logged in'),
    ),
    withProvider(
      adminCommand(cli, 'manager', 'the manager’s account: whether its login works', async (session, command) => {
        const row = await session.admin.call(contract.getManager, { params: await at(session, command) });
        session.print(row, () => facts(row));
      }),
    ),
    withProvider(
      withPaging(
        adminCommand(cli, 'list', 'devices, and who wears them now', async (session, command) => {
          const { serial, refresh, ...page } = optionsOf(command, {
            ...paging,
            serial: z.string().optional(),
            refresh: z.boolean().optional(),
          });
          const params = await at(session, command);
          if (refresh === true) await session.admin.call(contract.refreshDevices, { params });
          const query = { ...pageOf(page), ...given({ serial_number: serial }) };
          const answer = await session.admin.call(contract.listDevices, { params, query });
          session.print(answer, () => [
            ...table(
              answer.items,
              {
                'serial number': (row) => row.serial_number,
                name: (row) => row.name,
                'device id': (row) => row.device_id,
                'worn by': ({ worn_by: worn }) => worn?.reference_id ?? worn?.user_id,
                'last seen': (row) => row.last_seen_at,
              },
              'The account has no devices.',
            ),
            ...more(answer.next),
          ]);
        })
          .option('--serial <number>', 'only this serial number')
          .option('--refresh', 'ask the provider first'),
      ),
    ),
    withProvider(
      withPaging(
        adminCommand(cli, 'assignments', 'who wore which device when', async (session, command) => {
          const options = optionsOf(command, {
            ...paging,
            device: z.string().optional(),
            reference: z.string().optional(),
            user: z.string().optional(),
            at: z.string().optional(),
          });
          const { device, reference, user } = options;
          const query = { ...pageOf(options), ...given({ device, reference_id: reference, user_id: user, at: options.at }) };
          const answer = await session.admin.call(contract.listAssignments, { params: await at(session, command), query });
          session.print(answer, () => [
            ...table(
              answer.items,
              COLUMNS,
              `Nobody wears anything: ${session.hint('devices assign <device> <athlete> --from <time>')}.`,
            ),
            ...more(answer.next),
          ]);
        })
          .option('--device <device>', 'only of this id or serial number')
          .option('--reference <id>', 'only of this reference id')
          .option('--user <id>', 'only of this user')
          .option('--at <time>', 'only those of this moment, or now', moment),
      ),
    ),
    withProvider(
      adminCommand(
        cli,
        'assign <device> <athlete>',
        'what the device recorded from then on is the athlete’s; <athlete> is a reference id (a new one makes the user) or a user id',
        async (session, command) => {
          const { from, to } = optionsOf(command, {
            from: z.string({ error: 'is needed: when the athlete began to wear it (a time, or now)' }),
            to: z.string().optional(),
          });
          const athlete = argument(command, 1);
          const who = isUuid(athlete) ? { user_id: athlete } : { reference_id: athlete };
          const body = { device: argument(command), ...who, from, ...given({ to }) };
          const answer = await session.admin.call(contract.createAssignment, { params: await at(session, command), body });
          session.print(answer, () => [
            ...table([answer.assignment], COLUMNS, ''),
            ...(answer.new_athlete ? [`A new user: ${answer.assignment.user_id}`] : []),
            ...looked(session, answer.backfill_id),
          ]);
        },
      )
        .option('--from <time>', 'ISO 8601 with offset, a day (UTC), or now', moment)
        .option('--to <time>', 'from when on the athlete wears it no more; default: until further notice', moment),
    ),
    withProvider(
      adminCommand(
        cli,
        'unassign <assignment>',
        'end an assignment, by its id or its device; --delete undoes it, and deletes what it made the athlete’s',
        async (session, command) => {
          const options = optionsOf(command, { at: z.string().optional(), delete: z.boolean().optional() });
          const until = options.at ?? new Date().toISOString();
          const params = await at(session, command);
          const assignment = await assignmentNamed(session, params, argument(command), until);
          const of = { params: { ...params, assignment } };
          if (options.delete === true) {
            const answer = await session.admin.call(contract.deleteAssignment, of);
            session.print(answer, () => ['Undone.', ...looked(session, answer.backfill_id)]);
            return;
          }
          const answer = await session.admin.call(contract.changeAssignment, { ...of, body: { to: until } });
          session.print(answer, () => [...table([answer.assignment], COLUMNS, ''), ...looked(session, answer.backfill_id)]);
        },
      )
        .option('--at <time>', 'when it ended; default: now', moment)
        .option('--delete', 'as if it had never been'),
    ),
    withProvider(
      adminCommand(
        cli,
        'import <file.csv>',
        'assign many: columns serial_number or device_id, reference_id, from, to; - reads standard input',
        (session, command) => importFile(session, command),
      ).option('--dry-run', 'only say what would happen'),
    ),
  ]);

/** @throws Problem missing */
async function assignmentNamed(
  session: Session,
  params: { environment: string; provider: string },
  name: string,
  until: string,
): Promise<string> {
  if (isUuid(name)) return name;
  // The one that goes on at that moment, or just before it.
  const moments = [until, new Date(Date.parse(until) - 1).toISOString()];
  for (const moment of moments) {
    const { items } = await session.admin.call(contract.listAssignments, { params, query: { device: name, at: moment } });
    if (items[0]) return items[0].id;
  }
  throw new Problem(
    'missing',
    `nobody wore ${name} at ${until}; ${session.hint(`devices assignments --device ${name}`)} shows who did when`,
  );
}

async function importFile(session: Session, command: Command): Promise<void> {
  const { dryRun } = optionsOf(command, { dryRun: z.boolean().optional() });
  const params = await at(session, command);
  const csv = await contentOf('<file.csv>', argument(command));
  const call = (dry: boolean) => session.admin.call(contract.importAssignments, { params, body: { csv, dry_run: dry } });
  // First to see: a fault is then told row by row.
  const seen = await call(true);
  const done = seen.errors.length === 0 && dryRun !== true ? await call(false) : seen;
  session.print(done, () => [
    ...done.errors.map(({ row, message }) => `Row ${row}: ${message}`),
    `${done.dry_run ? 'Would make' : 'Made'} ${done.made}, change ${done.changed}, leave ${done.unchanged} of ${done.rows} rows; new athletes: ${done.new_athletes}.`,
    ...looked(session, done.backfill_id),
  ]);
  if (done.errors.length > 0)
    throw new Problem('payload', `${done.errors.length} row(s) are at fault: nothing was changed; correct them and import again`);
}
