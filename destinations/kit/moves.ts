/** What a change of config leaves behind: a target is written to by its config of that moment, so an old place is never reached again. */
import { isDeepStrictEqual } from 'node:util';
import type { DestinationKind } from './kind.js';

type Config = Readonly<Record<string, unknown>>;

/** The fields of `places` that differ, each with what it was. Configs as `validate` gives them back: defaults filled in. */
export const movedPlaces = ({ places }: Pick<DestinationKind, 'places'>, before: Config, after: Config): [string, unknown][] =>
  places.filter((field) => !isDeepStrictEqual(before[field], after[field])).map((field) => [field, before[field]]);

const shown = ([field, was]: readonly [string, unknown]): string =>
  `${field} was ${was === undefined ? 'not set' : JSON.stringify(was)}`;

/** For the person who has just changed a config; empty when records are written where they were. @param name of the destination */
export function moveWarnings(kind: DestinationKind, name: string, before: Config, after: Config): string[] {
  const moved = movedPlaces(kind, before, after);
  if (moved.length === 0) return [];
  const was = moved.map(shown).join(', ');
  const stays =
    kind.capabilities.write === 'upsert'
      ? 'what was written before is not moved. Where its place is another one now it stays there, and neither a newer revision nor a delete reaches it any more'
      : 'what was sent before stays where it was sent, and that place hears of no newer revision and no delete any more';
  return [
    `The destination writes to another place now (${was}): ${stays}. To move, send everything again with \`freehub replay --destination ${name} --start 2000-01-01\`, then remove by hand what is at the old place: docs/destinations/${kind.id}.md, "Moving it", names it.`,
  ];
}
