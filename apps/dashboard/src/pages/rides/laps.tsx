/** Laps; each shows its part of the ride in the charts. */
import { Button, Table } from '@mantine/core';
import { duration, kilometers, kilometersPerHour, rounded } from '../../kit/format.js';
import { clockText } from './chart-options.js';
import type { RecordDetails } from './queries.js';

type Lap = RecordDetails['laps'][number];
const SECOND_MS = 1_000;

interface TimedLap {
  readonly lap: Lap;
  /** Seconds since the start of the ride. */
  readonly from: number;
  readonly to: number;
}

/** By when each began; where that is not told, one after the other. */
function timed(laps: readonly Lap[], rideStart: string): readonly TimedLap[] {
  let next = 0;
  return laps.map((lap) => {
    const told = lap.start_time === null ? NaN : (Date.parse(lap.start_time) - Date.parse(rideStart)) / SECOND_MS;
    const from = Number.isFinite(told) ? told : next;
    next = from + (lap.duration_seconds ?? 0);
    return { lap, from, to: next };
  });
}

export interface LapsProps {
  readonly laps: readonly Lap[];
  readonly rideStart: string;
  /** null while there is nothing to zoom. */
  readonly onShow: ((fromSeconds: number, toSeconds: number) => void) | null;
}

export function Laps({ laps, rideStart, onShow }: LapsProps) {
  return (
    <div className="app-table-scroll" tabIndex={0} role="region" aria-label="Table of laps">
      <Table striped highlightOnHover verticalSpacing={6} aria-label="Laps">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Lap</Table.Th>
            {['Began', 'Duration', 'Distance', 'Power', 'Heart rate', 'Speed'].map((name) => (
              <Table.Th key={name} ta="right">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {timed(laps, rideStart).map(({ lap, from, to }, index) => (
            <Table.Tr key={index}>
              <Table.Td>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  disabled={onShow === null}
                  title="Show it in the charts"
                  onClick={() => onShow?.(from, to)}
                >
                  Lap {index + 1}
                </Button>
              </Table.Td>
              {[
                clockText(from),
                duration(lap.duration_seconds),
                kilometers(lap.distance_meters),
                rounded(lap.average_power_watts, 'W'),
                rounded(lap.average_heart_rate_bpm, 'bpm'),
                kilometersPerHour(lap.average_speed_meters_per_second),
              ].map((text, column) => (
                <Table.Td key={column} ta="right" style={{ whiteSpace: 'nowrap' }}>
                  {text}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
