/** Reads the environment once into a frozen, typed object. */
import { z } from 'zod';
import { Problem } from '../model/problem.js';
import { nearest } from './nearest.js';
import type { SettingFacts } from './setting.js';
import { settingFacts } from './setting.js';
import { SETTINGS } from './table.js';

const schema = z.object(SETTINGS);

/** All settings, by their name in the table. `publicUrl` always holds one. */
export type Settings = Readonly<z.output<typeof schema>> & { readonly publicUrl: string };
export type Env = Readonly<Record<string, string | undefined>>;

/** Name and facts of each row, in the table's order. */
export const settingRows: readonly (readonly [name: string, facts: SettingFacts])[] = Object.entries(SETTINGS).map(
  ([name, row]) => {
    const facts = settingFacts.get(row);
    if (facts === undefined) throw new Error(`setting ${name} has no facts`);
    return [name, facts] as const;
  },
);

const variables = settingRows.map(([, { variable }]) => variable);
const PREFIX = 'FREEHUB_';

/** One sentence for each variable with our prefix that no setting has. */
function unknownVariables(env: Env): string[] {
  return Object.keys(env)
    .filter((variable) => variable.startsWith(PREFIX) && !variables.includes(variable))
    .map((variable) => `${variable} is not a setting; the nearest is ${nearest(variable, variables) ?? '(none)'}`);
}

/** @throws Problem config that names every unknown variable and every value that cannot be read; it never repeats a value. */
export function loadSettings(env: Env): Settings {
  const texts = Object.fromEntries(
    settingRows.map(([name, facts]) => {
      const text = env[facts.variable]?.trim();
      return [name, text === undefined || text === '' ? (facts.default ?? undefined) : text];
    }),
  );
  const facts = new Map<PropertyKey | undefined, SettingFacts>(settingRows);
  const result = schema.safeParse(texts);
  const faults = [
    ...unknownVariables(env),
    ...(result.error?.issues.map((issue) => `${facts.get(issue.path[0])?.variable ?? 'a setting'} ${issue.message}`) ?? []),
  ];
  if (!result.success || faults.length > 0) throw new Problem('config', `${faults.join('. ')}. See docs/settings.md.`);
  const settings = result.data;
  return Object.freeze({ ...settings, publicUrl: settings.publicUrl ?? `http://127.0.0.1:${settings.apiPort}` });
}

/** The settings as variables with printable values: secrets masked, passwords cut out of URLs. For logs and `freehub settings`. */
export function describeSettings(settings: Settings): readonly { readonly variable: string; readonly value: string }[] {
  return showSettings(settings).map(({ facts, value }) => ({ variable: facts.variable, value: value ?? '' }));
}

interface ShownSetting {
  readonly facts: SettingFacts;
  /** Printable, as `describeSettings` has it; null = there is none. */
  readonly value: string | null;
  readonly isDefault: boolean;
}

export function showSettings(settings: Settings): readonly ShownSetting[] {
  const values = new Map<string, Value | undefined>(Object.entries(settings));
  // What stands where only this address is known: the port tells the address that others are derived from.
  const defaults = new Map<string, Value | undefined>(
    Object.entries(loadSettings({ FREEHUB_API_PORT: String(settings.apiPort) })),
  );
  return settingRows.map(([name, facts]) => {
    const value = shown(values.get(name), facts);
    const standing = name === 'apiPort' ? facts.default : shown(defaults.get(name), facts);
    return { facts, value, isDefault: value === standing };
  });
}

type Value = string | number | boolean | readonly unknown[];

const shown = (value: Value | undefined, facts: SettingFacts): string | null =>
  value === undefined ? null : masked(value, facts);

function masked(value: Value, { secret }: SettingFacts): string {
  if (secret === 'whole') return '(set)';
  const text = Array.isArray(value) ? value.map(String).join(',') : String(value);
  if (secret === undefined) return text;
  const url = URL.parse(text);
  if (url === null) return '(set)';
  if (url.password !== '') url.password = '***';
  // A query may hold a password too (`?password=…`).
  if (url.search !== '') url.search = '?***';
  return url.href;
}
