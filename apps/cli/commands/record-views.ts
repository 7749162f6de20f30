/** Looking at what users recorded: all of an environment, and one. */
import type { Command } from 'commander';
import { z } from 'zod';
import { DATA_TYPES } from '../../../model/terra/index.js';
import { getStoredRecord, listStoredRecords } from '../../api/admin/contract/rides.js';
import type { Cli } from '../cli.js';
import { more, table } from '../output/table.js';
import { connectionNamed } from './connection-named.js';
import { adminCommand, argument, given, optionsOf, pageOf, paging, withPaging } from './define.js';

const TYPE = z.enum(DATA_TYPES, { error: `--type: must be one of ${DATA_TYPES.join(', ')}` });

const hours = (seconds: number | null): string => {
  if (seconds === null) return '';
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
};
const kilometers = (meters: number | null): string => (meters === null ? '' : (meters / 1000).toFixed(2));
const whole = (value: number | null): string => (value === null ? '' : String(Math.round(value)));

export const recentRecords = (cli: Cli): Command =>
  withPaging(
    adminCommand(cli, 'recent', 'records of all users, newest first by their start', async (session, command) => {
      const { type, user, since, until, ...page } = optionsOf(command, {
        ...paging,
        type: TYPE.optional(),
        user: z.string().optional(),
        since: z.string().optional(),
        until: z.string().optional(),
      });
      const connection = user === undefined ? undefined : await connectionNamed(session, user);
      const answer = await session.admin.call(listStoredRecords, {
        params: await session.at({}),
        query: { ...pageOf(page), ...given({ type, connection, since, until }) },
      });
      session.print(answer, () => [
        ...table(
          answer.items,
          {
            start: (row) => row.start_time,
            user: (row) => row.reference_id ?? row.connection_id,
            provider: (row) => row.provider,
            key: (row) => row.key,
            name: (row) => row.totals?.name,
            sport: (row) => row.totals?.sport,
            time: (row) => hours(row.totals?.duration_seconds ?? null),
            km: (row) => kilometers(row.totals?.distance_meters ?? null),
            deleted: (row) => (row.deleted ? 'yes' : ''),
          },
          'Nothing is stored that matches.',
        ),
        ...more(answer.next),
      ]);
    }),
  )
    .option('--type <type>', `${DATA_TYPES.join(', ')} (default: activity)`)
    .option('--user <user>', 'only of this one (id or reference id)')
    .option('--since <time>', 'that began at or after this')
    .option('--until <time>', 'that began before this');

export const showRecord = (cli: Cli): Command =>
  adminCommand(
    cli,
    'show <user> <key>',
    'one record: totals, laps, time in zones, which files there are',
    async (session, command) => {
      const { type } = optionsOf(command, { type: TYPE });
      const params = await session.at({
        connection: await connectionNamed(session, argument(command)),
        type,
        key: argument(command, 1),
      });
      const record = await session.admin.call(getStoredRecord, { params });
      const { totals, laps, zones, files } = record;
      session.print(record, () => [
        `${record.type} ${record.key} of ${record.reference_id ?? record.connection_id}${record.deleted ? ' (deleted)' : ''}`,
        `${record.start_time} to ${record.end_time}, revision ${record.revision}, ${record.bytes} bytes`,
        ...(totals === null ? [] : ['', ...table([totals], TOTALS, '')]),
        ...(laps.length === 0 ? [] : ['', ...table(laps, LAPS, '')]),
        ...(zones.length === 0 ? [] : ['', ...table(zones, ZONES, '')]),
        '',
        `Files: ${files.length === 0 ? 'none' : files.join(', ')}`,
      ]);
    },
  ).option('--type <type>', DATA_TYPES.join(', '), 'activity');

interface Totals {
  readonly name: string | null;
  readonly sport: string | null;
  readonly duration_seconds: number | null;
  readonly distance_meters: number | null;
  readonly ascent_meters: number | null;
  readonly average_power_watts: number | null;
  readonly average_heart_rate_bpm: number | null;
}
const TOTALS = {
  name: (row: Totals) => row.name,
  sport: (row: Totals) => row.sport,
  time: (row: Totals) => hours(row.duration_seconds),
  km: (row: Totals) => kilometers(row.distance_meters),
  ascent: (row: Totals) => whole(row.ascent_meters),
  watts: (row: Totals) => whole(row.average_power_watts),
  bpm: (row: Totals) => whole(row.average_heart_rate_bpm),
};

type Lap = Pick<Totals, 'duration_seconds' | 'distance_meters' | 'average_power_watts' | 'average_heart_rate_bpm'> & {
  readonly start_time: string | null;
};
const LAPS = {
  lap: (row: Lap) => row.start_time,
  time: (row: Lap) => hours(row.duration_seconds),
  km: (row: Lap) => kilometers(row.distance_meters),
  watts: (row: Lap) => whole(row.average_power_watts),
  bpm: (row: Lap) => whole(row.average_heart_rate_bpm),
};

interface Zone {
  readonly of: 'heart_rate' | 'power';
  readonly name: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly seconds: number;
  readonly is_derived: boolean;
}
const ZONES = {
  zone: (row: Zone) => row.name,
  of: (row: Zone) => (row.of === 'power' ? 'power' : 'heart rate'),
  from: (row: Zone) => row.from,
  to: (row: Zone) => row.to,
  time: (row: Zone) => hours(row.seconds),
  derived: (row: Zone) => (row.is_derived ? 'yes' : ''),
};
