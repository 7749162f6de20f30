import type { Command } from 'commander';
import { z } from 'zod';
import { isUuid } from '../../../model/ids.js';
import { Problem } from '../../../model/problem.js';
import * as contract from '../../api/admin/contract/destinations.js';
import type { Cli } from '../cli.js';
import type { Session } from '../client/session.js';
import { allOf } from '../client/pages.js';
import { facts, more, table } from '../output/table.js';
import { caps, capsOf, concurrencyOption, perSecondOption } from './caps.js';
import { reportCheck, watchSaved } from './check-report.js';
import { fieldsTable } from './config-fields.js';
import { fieldsToUnset, readConfig } from './config-input.js';
import { adminCommand, argument, collect, given, group, optionsOf, pageOf, paging, serverCommand, withPaging } from './define.js';

/** Names by id. */
export async function destinationNames(session: Session): Promise<ReadonlyMap<string, string>> {
  const params = await session.at({});
  const all = await allOf((query) => session.admin.call(contract.listDestinations, { params, query }));
  return new Map(all.map(({ id, name }) => [id, name]));
}

/** A destination by its id or its name. @throws Problem missing */
export async function destinationNamed(session: Session, name: string): Promise<string> {
  if (isUuid(name)) return name;
  const found = [...(await destinationNames(session))].find(([, each]) => each === name);
  if (found) return found[0];
  throw new Problem('missing', `there is no destination "${name}"; ${session.hint('destinations list')} names them`);
}

const at = async (session: Session, command: Command) =>
  session.at({ destination: await destinationNamed(session, argument(command)) });

async function kindOf(session: Session, name: string): Promise<{ config_schema: object }> {
  const { items } = await session.admin.call(contract.listDestinationKinds);
  const kind = items.find((item) => item.kind === name);
  if (!kind)
    throw new Problem(
      'missing',
      `there is no kind of destination "${name}"; there are ${items.map((item) => item.kind).join(', ')}`,
    );
  return kind;
}

/** For `PATCH`: null removes a field. @throws Problem payload */
async function changeOf(
  session: Session,
  params: Awaited<ReturnType<typeof at>>,
  { file, set, unset }: { file: string | undefined; set: readonly string[]; unset: readonly string[] },
): Promise<Record<string, unknown>> {
  const { kind } = await session.admin.call(contract.getDestination, { params });
  const { config_schema: schema } = await kindOf(session, kind);
  const changed = await readConfig(file, set, schema);
  return { ...changed, ...Object.fromEntries(fieldsToUnset(unset, schema).map((field) => [field, null])) };
}

/** Rounded down: 100% is all of them. */
const percent = (rate: number | null): string | null => (rate === null ? null : `${Math.floor(rate * 100)}%`);

/** A name as it is typed. */
const word = (name: string): string => (/^[\w.-]+$/.test(name) ? name : `"${name}"`);

const withConfig = (command: Command): Command =>
  command
    .option('--config <file>', 'JSON file of the config; - reads standard input')
    .option('--set <name=value>', 'one field of the config; may be repeated', collect);
const configOptions = { config: z.string().optional(), set: z.array(z.string()).optional() };
const eventOption = ['--events <types>', 'which event types it gets, with commas, or all; a new one gets all'] as const;
const dialectOption = ['--dialect <name>', 'which of Terra’s generations of events: v2026 (default) or v2022'] as const;
const formatOption = ['--format <name>', 'what it is sent activities as: json (default), fit or fhir'] as const;
/** Null = all. */
const typesOf = (events: string | undefined) =>
  events === undefined ? undefined : events.trim() === 'all' ? null : events.split(',').map((type) => type.trim());

export const destinationCommands = (cli: Cli): Command =>
  group('destinations', 'where events go', [
    serverCommand(cli, 'kinds', 'kinds of destination and their fields', async (session) => {
      const kinds = await session.admin.call(contract.listDestinationKinds);
      session.print(kinds, () =>
        kinds.items.flatMap((kind) => [
          `${kind.kind}: ${kind.summary} (${kind.formats.join(', ')})`,
          ...fieldsTable(
            kind.config_schema,
            kind.fields.filter(({ secret }) => secret).map((field) => field.name),
          ),
          '',
        ]),
      );
    }),
    withConfig(
      adminCommand(cli, 'create <kind> <name>', 'try a destination, then create it', async (session, command) => {
        const {
          config: file,
          set,
          events,
          dialect,
          format,
          check,
          ...capped
        } = optionsOf(command, {
          ...configOptions,
          ...caps,
          events: z.string().optional(),
          dialect: z.string().optional(),
          format: z.string().optional(),
          check: z.boolean(),
        });
        const [kind, name] = [argument(command), argument(command, 1)];
        const config = await readConfig(file, set ?? [], (await kindOf(session, kind)).config_schema);
        const params = await session.at({});
        if (check) {
          const checked = await session.admin.call(contract.checkConfig, { params, body: { kind, config } });
          if (!checked.ok) {
            reportCheck(session, checked);
            return;
          }
        }
        const made = await session.admin.call(contract.createDestination, {
          params,
          body: read(contract.createDestination.body, {
            kind,
            name,
            config,
            event_types: typesOf(events) ?? null,
            ...given({ dialect, format, ...capsOf(capped) }),
          }),
        });
        session.print(made, () => [
          `Created ${made.name} (${made.id}). Try it: ${session.hint(`destinations test ${word(made.name)}`)}`,
        ]);
      })
        .option(...eventOption)
        .option(...dialectOption)
        .option(...formatOption)
        .option(...perSecondOption)
        .option(...concurrencyOption)
        .option('--no-check', 'create it although it may not work yet'),
    ),
    withPaging(
      adminCommand(
        cli,
        'list',
        'list destinations: what waits, what was given up, how the tries of the last hour went',
        async (session, command) => {
          const page = await session.admin.call(contract.listDestinations, {
            params: await session.at({}),
            query: { ...pageOf(optionsOf(command, paging)), with: 'figures' },
          });
          session.print(page, () => [
            ...table(
              page.items,
              {
                name: (row) => row.name,
                kind: (row) => row.kind,
                state: (row) => row.state,
                circuit: (row) => row.circuit,
                waiting: (row) => row.backlog?.pending,
                dead: (row) => row.backlog?.dead,
                success: ({ health }) => percent(health?.success_rate ?? null),
                events: (row) => row.event_types?.join(',') ?? 'all',
                id: (row) => row.id,
                problem: (row) => (row.config_problem ?? row.problem)?.message,
              },
              `No destination yet: ${session.hint('destinations create')}.`,
            ),
            ...more(page.next),
          ]);
        },
      ),
    ),
    adminCommand(cli, 'show <destination>', 'one destination and its backlog; secrets masked', async (session, command) => {
      const row = await session.admin.call(contract.getDestination, { params: await at(session, command) });
      session.print(row, () => facts(row));
    }),
    withConfig(
      adminCommand(
        cli,
        'update <destination>',
        'change its name, events or fields, which are tried first; what is not named stays',
        async (session, command) => {
          const {
            config: file,
            set,
            unset,
            events,
            dialect,
            format,
            name,
            check,
            ...capped
          } = optionsOf(command, {
            ...configOptions,
            ...caps,
            events: z.string().optional(),
            dialect: z.string().optional(),
            format: z.string().optional(),
            name: z.string().optional(),
            unset: z.array(z.string()).optional(),
            check: z.boolean(),
          });
          const params = await at(session, command);
          const config =
            file === undefined && set === undefined && unset === undefined
              ? undefined
              : await changeOf(session, params, { file, set: set ?? [], unset: unset ?? [] });
          if (check && config !== undefined) {
            const checked = await session.admin.call(contract.checkDestination, { params, body: { config } });
            if (!checked.ok) {
              reportCheck(
                session,
                checked,
                'nothing was changed: the destination would not work (--no-check changes it all the same)',
              );
              return;
            }
          }
          const row = await session.admin.call(contract.updateDestination, {
            params,
            body: read(
              contract.updateDestination.body,
              given({ name, config, event_types: typesOf(events), dialect, format, ...capsOf(capped) }),
            ),
          });
          const { warnings, ...shown } = row;
          session.print(row, () => facts(shown));
          for (const warning of warnings) session.cli.err(warning);
        },
      )
        .option('--unset <field>', 'remove a field that need not be there; may be repeated', collect)
        .option('--name <text>', 'another name')
        .option(...eventOption)
        .option(...dialectOption)
        .option(...formatOption)
        .option(...perSecondOption)
        .option(...concurrencyOption)
        .option('--no-check', 'change its fields although it may not work then'),
    ),
    adminCommand(cli, 'check <destination>', 'named tests, each with what to do', async (session, command) => {
      const params = await at(session, command);
      const { kind } = await session.admin.call(contract.getDestination, { params });
      await watchSaved(session, { kind, destination: params.destination });
    }),
    adminCommand(cli, 'pause <destination>', 'hold back what is due', async (session, command) => {
      const row = await session.admin.call(contract.pauseDestination, { params: await at(session, command) });
      session.print(row, () => [`${row.name} is paused; what comes waits.`]);
    }),
    adminCommand(cli, 'resume <destination>', 'enable it (again) and catch up', async (session, command) => {
      const row = await session.admin.call(contract.resumeDestination, { params: await at(session, command) });
      session.print(row, () => [`${row.name} is enabled and catches up.`]);
    }),
    adminCommand(cli, 'test <destination>', 'send it a healthcheck event', async (session, command) => {
      const answer = await session.admin.call(contract.testDestination, { params: await at(session, command) });
      session.print(answer, () => [`Sent. What became of it: ${session.hint(`deliveries show ${answer.delivery_id}`)}`]);
    }),
    adminCommand(cli, 'delete <destination>', 'delete it; what is pending for it is canceled', async (session, command) => {
      const answer = await session.admin.call(contract.deleteDestination, { params: await at(session, command) });
      session.print(answer, () => [`Deleted; ${answer.canceled} pending deliveries canceled.`]);
    }),
    adminCommand(
      cli,
      'rotate-secret <destination>',
      'sign with a new secret; the one before stays valid',
      async (session, command) => {
        const answer = await session.admin.call(contract.rotateDestinationSecret, {
          params: await at(session, command),
          body: {},
        });
        session.print(answer, () => [answer.secret]);
        const next = session.hint(`destinations end-rotation ${word(argument(command))}`);
        session.cli.err(`Keep it: it is shown this once. When the receiver has it: ${next}.`);
      },
    ),
    adminCommand(cli, 'end-rotation <destination>', 'stop signing with the secret before', async (session, command) => {
      const answer = await session.admin.call(contract.endDestinationRotation, { params: await at(session, command) });
      session.print(answer, () => ['Only the current secret signs now.']);
    }),
  ]);

/** As the contract has it: an event type that does not exist is told here as the server would. @throws Problem payload */
function read<Schema extends z.ZodType>(schema: Schema, body: object): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new Problem('payload', result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}
