/** What stands in the inputs of a schema form, and the config that it means. */
import type { Config, SchemaField } from './schema-fields.js';

export interface Pair {
  readonly name: string;
  readonly value: string;
}
/** null: a stored value that is to be removed. */
export type DraftValue = string | number | boolean | readonly string[] | readonly Pair[] | null;
/** A field that is not in it was left empty, or as it is stored. */
export type Draft = Readonly<Record<string, DraftValue>>;

const isPair = (value: string | Pair): value is Pair => typeof value !== 'string';
const isObject = (value: unknown): value is Config => typeof value === 'object' && value !== null && !Array.isArray(value);

/** How a stored or preset value stands in its input. */
function shown({ shape }: SchemaField, value: unknown): DraftValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (shape === 'json') return JSON.stringify(value, null, 2);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(String);
  if (shape === 'record' && isObject(value)) return Object.entries(value).map(([name, text]) => ({ name, value: String(text) }));
  return JSON.stringify(value, null, 2);
}

/** @param stored of a config that is edited: its secrets stay out, for they are masked */
export function draftOf(fields: readonly SchemaField[], stored: Config = {}): Draft {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = field.isSecret ? undefined : shown(field, stored[field.name] ?? field.preset);
      return value === undefined ? [] : [[field.name, value]];
    }),
  );
}

/** What an input means; undefined = nothing was given. */
function meant({ shape, isSecret }: SchemaField, value: DraftValue | undefined): unknown {
  if (value === undefined || value === null || value === '') return undefined;
  // Blanks are nothing, except in a password.
  if (typeof value === 'string' && !isSecret && value.trim() === '') return undefined;
  if (Array.isArray(value)) {
    const given: readonly (string | Pair)[] = value;
    if (shape !== 'record') return given.length === 0 ? undefined : given;
    const pairs = given.filter(isPair).filter(({ name }) => name.trim() !== '');
    return pairs.length === 0 ? undefined : Object.fromEntries(pairs.map(({ name, value: text }) => [name.trim(), text]));
  }
  if (shape === 'json' && typeof value === 'string') {
    try {
      const parsed: unknown = JSON.parse(value);
      return parsed;
    } catch {
      // As it was typed: the api says what is wrong with it.
      return value;
    }
  }
  return value;
}

/** A new config: only what was given. */
export const configOf = (fields: readonly SchemaField[], draft: Draft): Config =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const value = meant(field, draft[field.name]);
      return value === undefined ? [] : [[field.name, value]];
    }),
  );

/** For PATCH: what differs from the stored config; null removes. Secrets that were left empty are kept. */
export const changeOf = (fields: readonly SchemaField[], draft: Draft, stored: Config): Config =>
  Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      const { name, isSecret } = field;
      const given = draft[name];
      const value = meant(field, given);
      const before = stored[name];
      if (value !== undefined) return JSON.stringify(value) === JSON.stringify(before ?? field.preset) ? [] : [[name, value]];
      const isRemoved = isSecret ? given === null : before !== undefined;
      return isRemoved && before !== undefined ? [[name, null]] : [];
    }),
  );
