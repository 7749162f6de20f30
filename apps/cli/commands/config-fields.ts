/** The fields of a config, for people, from its JSON Schema. */
import { z } from 'zod';
import { table } from '../output/table.js';

const jsonSchema = z.object({
  properties: z.record(z.string(), z.object({ description: z.string().optional(), default: z.unknown().optional() })).default({}),
  required: z.array(z.string()).default([]),
});

/** @param secrets names of the fields that are never shown */
export function fieldsTable(schema: unknown, secrets: readonly string[]): readonly string[] {
  const { properties, required } = jsonSchema.parse(schema);
  return table(
    Object.entries(properties).map(([name, field]) => ({ name, ...field })),
    {
      field: ({ name }) => name,
      // A schema of what comes out names those with a default as well.
      needed: (field) => (required.includes(field.name) && field.default === undefined ? 'yes' : 'no'),
      secret: ({ name }) => (secrets.includes(name) ? 'yes' : 'no'),
      default: (field) => (Array.isArray(field.default) ? field.default.join(',') : field.default),
      about: ({ description }) => description,
    },
    '',
  ).map((line) => `  ${line}`);
}
