/** What cases can be told on the command line. */
import { DESK_SIZES, type DeskSizes } from './desk/sizes.js';

export interface BenchOptions {
  readonly desk: DeskSizes;
  /** Of the desk's database, which is kept there and used again; null = a new one, thrown away at the end. */
  readonly keptIn: string | null;
  /** Gets every plan of the desk's questions. */
  readonly plans: string;
}

interface Given {
  readonly connections?: string;
  readonly records?: string;
  readonly deliveries?: string;
  readonly keep?: string;
  readonly plans?: string;
}

const count = (given: string | undefined, usual: number): number => {
  const value = given === undefined ? usual : Number(given);
  if (!Number.isInteger(value) || value < 1_000) throw new Error(`${given ?? ''}: must be a whole number of at least 1000`);
  return value;
};

export const benchOptions = ({ connections, records, deliveries, keep, plans }: Given): BenchOptions => ({
  desk: {
    connections: count(connections, DESK_SIZES.connections),
    records: count(records, DESK_SIZES.records),
    deliveries: count(deliveries, DESK_SIZES.deliveries),
  },
  keptIn: keep ?? null,
  plans: plans ?? '.cache/desk-plans.txt',
});
