import { Injectable } from '@nestjs/common';
import { ZodError } from 'zod';
import { z } from 'zod';
import type { AssignmentId, BackfillId } from '../../../../model/ids.js';
import { Problem, type ProblemKind } from '../../../../model/problem.js';
import type { Queryable } from '../../../../store/database.js';
import {
  type AssignmentRow,
  type AssignmentScope,
  type AssignmentWish,
  Overlap,
  changeAssignment,
  makeAssignment,
  sameAssignment,
  spellOf,
} from '../../../../store/devices/assignments.js';
import { type Device, deviceNamed } from '../../../../store/devices/devices.js';
import { wornAt } from '../contract/devices.js';
import { type Aftermath, Assignments } from './assignments.service.js';
import { type CsvRow, parseCsv } from './csv.js';
import type { LoggedIn } from './manager.service.js';

const COLUMNS = ['serial_number', 'device_id', 'reference_id', 'from', 'to'];
/** One transaction: it holds up other changes for some seconds. */
const MOST_ROWS = 2_000;
/** Faults that are told at once. */
const MOST_ERRORS = 100;

interface RowError {
  readonly row: number;
  readonly kind: ProblemKind;
  readonly message: string;
}

export interface Imported {
  readonly rows: number;
  readonly made: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly newAthletes: number;
  readonly backfillId: BackfillId | null;
  readonly errors: readonly RowError[];
}

/** Nothing is changed: what was done in the transaction was to see whether it can be. */
class TakenBack extends Error {
  constructor(readonly outcome: Imported) {
    super('taken back');
  }
}

/** Assignments from CSV text, as a whole or not at all. */
@Injectable()
export class AssignmentImport {
  constructor(private readonly assignments: Assignments) {}

  /** @throws Problem payload (no such table); ZodError that names each row at fault, unless it is a dry run */
  async run(logged: LoggedIn, csv: string, dryRun: boolean): Promise<Imported> {
    const rows = parseCsv(csv, COLUMNS, MOST_ROWS);
    try {
      const done = await this.assignments.inOne(logged, async (tx, scope, after) => {
        const outcome = await all(tx, scope, after, rows);
        if (dryRun || outcome.errors.length > 0) throw new TakenBack(outcome);
        return outcome;
      });
      return { ...done, backfillId: done.backfillId };
    } catch (error) {
      if (!(error instanceof TakenBack)) throw error;
      const { outcome } = error;
      if (dryRun) return outcome;
      throw new ZodError(
        outcome.errors.map(({ row, message }) => ({ code: 'custom', path: [`row ${row}`], message, input: undefined })),
      );
    }
  }
}

/** A row that was understood. */
interface Read {
  readonly row: CsvRow;
  readonly wish: AssignmentWish;
  readonly before: AssignmentRow | null;
}

/** What there is changes first: a hand-over ends one assignment and begins another at that moment, in whatever order the rows are. */
async function all(tx: Queryable, scope: AssignmentScope, after: Aftermath, rows: readonly CsvRow[]): Promise<Imported> {
  const errors: RowError[] = [];
  const count = { made: 0, changed: 0, unchanged: 0 };
  /** Which row an assignment is of: those that are made here have no id that holds when all is taken back. */
  const rowOfAssignment = new Map<AssignmentId, number>();
  const each = async <Item>(items: readonly Item[], rowOf: (item: Item) => CsvRow, work: (item: Item) => Promise<void>) => {
    for (const item of items) {
      if (errors.length >= MOST_ERRORS) return;
      try {
        await work(item);
      } catch (error) {
        const fault = faultOf(error, rowOfAssignment);
        errors.push({ row: rowOf(item).line, kind: fault.kind, message: fault.userMessage });
      }
    }
  };
  const read: Read[] = [];
  await each(
    rows,
    (row) => row,
    async (row) => {
      const wish = await wishOf(tx, scope, after, row);
      const before = await sameAssignment(tx, wish);
      const twin = read.find((one) => before !== null && one.before?.id === before.id);
      if (twin && twin.wish.to?.getTime() !== wish.to?.getTime())
        throw new Problem(
          'conflict',
          `to: row ${twin.row.line} of this file says another for the same assignment; keep one of the two`,
        );
      if (before && !twin) rowOfAssignment.set(before.id, row.line);
      read.push({ row, wish, before });
    },
  );
  const done = new Set<AssignmentId>();
  const known = read.filter(({ before }) => before !== null);
  // Those that become shorter make room for those that become longer.
  const byEnd = [...known].sort((a, b) => growth(a) - growth(b));
  await each(
    byEnd,
    ({ row }) => row,
    async ({ wish, before }) => {
      if (!before) return;
      if (before.to?.getTime() === wish.to?.getTime() || done.has(before.id)) {
        count.unchanged++;
        return;
      }
      done.add(before.id);
      await changeAssignment(tx, scope, before, wish, after.affected);
      count.changed++;
    },
  );
  await each(
    read.filter(({ before }) => before === null),
    ({ row }) => row,
    async ({ row, wish }) => {
      // The same row twice.
      const same = await sameAssignment(tx, wish);
      if (same && same.to?.getTime() === wish.to?.getTime()) {
        count.unchanged++;
        return;
      }
      const made = await makeAssignment(tx, scope, wish, after.affected);
      rowOfAssignment.set(made.id, row.line);
      count.made++;
    },
  );
  errors.sort((a, b) => a.row - b.row);
  return { rows: rows.length, ...count, newAthletes: after.bornCount, backfillId: null, errors };
}

const growth = ({ wish, before }: Read): number =>
  (wish.to?.getTime() ?? Number.MAX_SAFE_INTEGER) - (before?.to?.getTime() ?? Number.MAX_SAFE_INTEGER);

const text = z
  .string()
  .max(300)
  .refine((value) => value.isWellFormed() && !value.includes('\0'), 'must not hold U+0000 or half of a surrogate pair');
const rowSchema = z.object({
  serial_number: text.default(''),
  device_id: text.default(''),
  reference_id: text.default(''),
  from: z.string().default(''),
  to: z.string().default(''),
});

/** @throws Problem payload, missing, conflict */
async function wishOf(
  tx: Queryable,
  scope: AssignmentScope,
  after: Aftermath,
  { fields, excess }: CsvRow,
): Promise<AssignmentWish> {
  if (excess.length > 0)
    throw new Problem(
      'payload',
      `has more values than the first line has columns ("${(excess[0] ?? '').slice(0, 40)}"); put a value with a comma in it in quotes`,
    );
  const { serial_number: serial, device_id: deviceId, reference_id: referenceId, from, to } = rowSchema.parse(fields);
  const name = deviceId === '' ? serial : deviceId;
  if (name === '') throw new Problem('payload', 'serial_number: is empty, and so is device_id; name the device by one of them');
  if (referenceId === '') throw new Problem('payload', 'reference_id: is empty; name the athlete');
  const times = { from: timeOf('from', from), to: to === '' ? null : timeOf('to', to) };
  if (times.to !== null && times.to <= times.from) throw new Problem('payload', 'to: must be after from');
  const device = await deviceNamed(tx, scope.managerAccountId, name);
  assertSame(device, serial);
  const { id: connectionId } = await after.athlete(tx, scope, { referenceId });
  return { deviceId: device.id, connectionId, ...times };
}

/** Where both columns are filled, they must mean one device. @throws Problem payload */
function assertSame({ id, providerDeviceId, serialNumber }: Device, serial: string): void {
  if (serial === '' || [serialNumber, providerDeviceId, id as string].includes(serial)) return;
  throw new Problem(
    'payload',
    `names two devices: device_id ${providerDeviceId} has the serial number ${serialNumber ?? '(none)'}, and the row says ${serial.slice(0, 60)}; correct one, or leave it empty`,
  );
}

function timeOf(field: string, value: string): Date {
  const read = wornAt.safeParse(value);
  if (!read.success)
    throw new Problem(
      'payload',
      `${field}: "${value.slice(0, 40)}" is no time; write it with its offset, such as 2026-05-01T14:00:00+02:00, or as a day (UTC)`,
    );
  return new Date(read.data);
}

/** What of an error is a row's own. @throws what is not */
function faultOf(error: unknown, rowOfAssignment: ReadonlyMap<AssignmentId, number>): Problem {
  const row = error instanceof Overlap ? rowOfAssignment.get(error.other.id) : undefined;
  if (error instanceof Overlap && row !== undefined)
    return new Problem(
      'conflict',
      `overlaps row ${row} of this file (${spellOf(error.other)}): a device has one wearer at a time; correct one of the two`,
    );
  if (error instanceof ZodError)
    return new Problem('payload', error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  if (error instanceof Problem && !error.retryable) return error;
  throw error;
}
