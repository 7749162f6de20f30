/** One row of the settings table: a zod schema that reads the variable's text, and facts that people need. */
import { z } from 'zod';

export interface SettingFacts {
  /** The environment variable. */
  readonly variable: string;
  readonly group: SettingGroup;
  /** Text that stands when the variable is unset or empty; read by the same schema. Null: nothing stands. */
  readonly default: string | null;
  readonly unit: string | null;
  readonly meaning: string;
  /** `whole`: never shown. `url`: shown without its password. */
  readonly secret?: 'whole' | 'url';
  /** Replaces the default in documentation where it depends on something else. */
  readonly defaultMeaning?: string;
}

export const SETTING_GROUPS = [
  'Servers',
  'Embedded servers',
  'Addresses',
  'Security',
  'Syncing',
  'Delivering',
  'Keeping',
  'Payloads',
  'Process',
] as const;
export type SettingGroup = (typeof SETTING_GROUPS)[number];

export const settingFacts = z.registry<SettingFacts>();

/** Puts a row into the table. The schema takes text and must be optional when there is no default. */
export function setting<Schema extends z.ZodType>(facts: SettingFacts, schema: Schema): Schema {
  settingFacts.add(schema, facts);
  return schema;
}
