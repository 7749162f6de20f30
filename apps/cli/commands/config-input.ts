/** A config as people give it: a JSON file, standard input, or `name=value` pairs. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';

const OBJECT = z.record(z.string(), z.unknown());
const property = z.object({ type: z.string().optional() });
const jsonSchema = z.object({ properties: z.record(z.string(), z.unknown()).default({}) });

/** @param file `-` is standard input. @throws Problem payload */
async function fromFile(file: string): Promise<Record<string, unknown>> {
  const content = await (file === '-' ? text(process.stdin) : readFile(file, 'utf8')).catch((cause: unknown) => {
    throw new Problem('payload', `--config: ${file} cannot be read`, { cause });
  });
  try {
    return OBJECT.parse(JSON.parse(content));
  } catch (cause) {
    throw new Problem('payload', `--config: ${file === '-' ? 'standard input' : file} is no JSON object`, { cause });
  }
}

/** How a text becomes a value of its field's type. What cannot be read stays a text: the server says what is wrong with it. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  integer: (text) => (Number.isNaN(Number(text)) ? text : Number(text)),
  number: (text) => (Number.isNaN(Number(text)) ? text : Number(text)),
  boolean: (text) => (text === 'true' || text === 'false' ? text === 'true' : text),
  array: (text) => text.split(',').map((part) => part.trim()),
  object: (text) => {
    try {
      const value: unknown = JSON.parse(text);
      return value;
    } catch {
      return text;
    }
  },
};

/** `8000` is a number for a timeout and a text for a password. */
function typed(name: string, value: string, schema: unknown): unknown {
  const field = property.safeParse(jsonSchema.parse(schema).properties[name]);
  return READERS[field.data?.type ?? '']?.(value) ?? value;
}

/**
 * @param schema JSON Schema of the config, which says of each field whether its text is a number, a list, …
 * @throws Problem payload
 */
export async function readConfig(
  file: string | undefined,
  pairs: readonly string[],
  schema: unknown,
): Promise<Record<string, unknown>> {
  const config = file === undefined ? {} : await fromFile(file);
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    if (cut < 1) throw new Problem('payload', `"${pair.slice(0, 40)}" is no setting: write name=value`);
    const name = pair.slice(0, cut);
    config[name] = typed(name, pair.slice(cut + 1), schema);
  }
  return config;
}

/** @returns the fields that are to be removed. @throws Problem payload for one that the schema does not have */
export function fieldsToUnset(names: readonly string[], schema: unknown): readonly string[] {
  const known = Object.keys(jsonSchema.parse(schema).properties);
  for (const name of names)
    if (!known.includes(name))
      throw new Problem('payload', `--unset: there is no field "${name}"; there are ${known.join(', ')}`);
  return names;
}
