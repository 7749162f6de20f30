/** Reads a destination's config: every fault is named by its field, and no value is ever repeated. */
import { z } from 'zod';
import type { ZodType } from 'zod';
import { Problem } from '../../model/problem.js';

export interface ConfigFault {
  /** Dotted path; empty when the config as a whole is wrong. */
  readonly field: string;
  readonly message: string;
}

export type ParsedConfig<Config> =
  { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** A field of a config, for forms and docs. */
export interface ConfigField {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly secret: boolean;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object of texts',
  array: 'a list',
};

type Issue = z.core.$ZodIssue;

function words(issue: Issue, fields: readonly string[]): ConfigFault[] {
  const field = issue.path.map(String).join('.');
  const fault = (message: string): ConfigFault[] => [{ field, message }];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        field: field === '' ? key : `${field}.${key}`,
        message: `is no field of this kind of destination${field === '' ? ` (it has ${fields.join(', ')})` : ''}`,
      }));
    case 'invalid_type':
      return fault(`must be ${TYPE_WORDS[issue.expected] ?? issue.expected}`);
    case 'invalid_value':
      return fault(`must be one of ${issue.values.map(String).join(', ')}`);
    case 'too_small':
      return fault(
        issue.origin === 'string'
          ? `needs at least ${String(issue.minimum)} characters`
          : `must be at least ${String(issue.minimum)}`,
      );
    case 'too_big':
      return fault(
        issue.origin === 'string'
          ? `may have at most ${String(issue.maximum)} characters`
          : `may be at most ${String(issue.maximum)}`,
      );
    case 'invalid_key':
      return issue.issues.flatMap(({ message }) => fault(message));
    case 'custom':
    case 'invalid_format':
    case 'invalid_element':
    case 'invalid_union':
    case 'not_multiple_of':
      return fault(issue.message);
  }
}

/** Names of the fields that a strict object schema knows. */
export function configFields(schema: ZodType, secrets: readonly string[]): ConfigField[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(json.properties ?? {}).map(([name, property]) => ({
    name,
    description: typeof property === 'object' ? (property.description ?? '') : '',
    required: json.required?.includes(name) ?? false,
    secret: secrets.includes(name),
  }));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const keysOf = (input: unknown): string[] => (isObject(input) ? Object.keys(input) : []);
const valueOf = (input: unknown, name: string): unknown => (isObject(input) ? input[name] : undefined);

/** Checks a config against its schema. */
export function readConfig<Config>(schema: ZodType<Config>, input: unknown): ParsedConfig<Config> {
  const result = schema.safeParse(input);
  if (result.success) return { ok: true, config: result.data };
  const known = configFields(schema, []);
  const fields = known.map(({ name }) => name);
  // A required text that was left empty is missing, whatever it must look like.
  const empty = known.filter(({ name, required }) => required && valueOf(input, name) === '').map(({ name }) => name);
  const given = keysOf(input).filter((name) => !empty.includes(name));
  const told = schema.safeParse(Object.fromEntries(given.map((name) => [name, valueOf(input, name)])));
  const { issues } = empty.length > 0 && told.error ? told.error : result.error;
  const faults = issues.flatMap((issue) => words(issue, fields));
  // "must be a number" reads oddly for a field that is not there.
  return {
    ok: false,
    faults: faults.map((fault) =>
      fields.includes(fault.field) && !given.includes(fault.field)
        ? { ...fault, message: `is missing: it ${fault.message}` }
        : fault,
    ),
  };
}

/** Like `readConfig`. @throws Problem payload that lists each field with what is wrong. */
export function parseConfig<Config>(schema: ZodType<Config>, input: unknown): Config {
  const parsed = readConfig(schema, input);
  if (parsed.ok) return parsed.config;
  const list = parsed.faults.map(({ field, message }) => (field === '' ? `the config ${message}` : `${field}: ${message}`));
  const faults = parsed.faults.map(({ field, message }) => ({ field: field === '' ? 'config' : `config.${field}`, message }));
  throw new Problem('payload', list.join('; '), { code: 'CONFIG_INVALID', faults });
}
