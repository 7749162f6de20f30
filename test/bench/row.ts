import type { BenchOptions } from './options.js';

/** One line of the bench's result. `ratio` is value / floor, or floor / value where less is better: above 1 = better than the floor. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly floor: number | null;
  readonly ratio: number | null;
  readonly note: string;
}

const digits = (value: number): number => Number(value.toPrecision(4));

export const more = (name: string, value: number, unit: string, floor: number | null, note: string): Row => ({
  name,
  value: digits(value),
  unit,
  floor: floor === null ? null : digits(floor),
  ratio: floor === null ? null : digits(value / floor),
  note,
});

export const less = (name: string, value: number, unit: string, floor: number | null, note: string): Row => ({
  ...more(name, value, unit, floor, note),
  ratio: floor === null ? null : digits(floor / value),
});

export interface Case {
  readonly name: string;
  /** It takes a quarter of an hour: left out unless it is asked for. */
  readonly onlyByName?: true;
  run(options: BenchOptions): Promise<readonly Row[]>;
}
