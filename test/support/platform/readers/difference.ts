/** Says where two JSON values differ: a diff of a ride with its samples would be megabytes. */
import { isDeepStrictEqual } from 'node:util';
import type { Held } from './events.js';

const MOST = 10;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const short = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 120));

/** First places at which they differ, one line each; members in any order. */
export function differencesOf(is: unknown, should: unknown, path = ''): string[] {
  if (Object.is(is, should)) return [];
  if (!isObject(is) || !isObject(should) || Array.isArray(is) !== Array.isArray(should))
    return [`${path}: ${short(is)}, not ${short(should)}`];
  const found: string[] = [];
  for (const name of new Set([...Object.keys(should), ...Object.keys(is)])) {
    if (Object.hasOwn(is, name) !== Object.hasOwn(should, name))
      found.push(`${path}.${name}: ${short(is[name])}, not ${short(should[name])}`);
    else found.push(...differencesOf(is[name], should[name], `${path}.${name}`));
    if (found.length >= MOST) break;
  }
  return found.slice(0, MOST);
}

/** What is missing, too much or different, one line each (the first of them). */
export function compareHeld(is: Held, should: Held): string[] {
  const names = new Set([...should.keys(), ...is.keys()]);
  const faults = [...names].flatMap((name) => {
    if (!is.has(name)) return [`${name} is missing`];
    if (!should.has(name)) return [`${name} is too much`];
    const [one, other] = [is.get(name), should.get(name)];
    return isDeepStrictEqual(one, other) ? [] : differencesOf(one, other, name);
  });
  return faults.length <= MOST ? faults : [...faults.slice(0, MOST), `and ${faults.length - MOST} more`];
}
