/** What must hold between the facts that a provider states of itself. Checked when a plug-in is turned into a kind (bound.ts). */
import { z } from 'zod';
import type { Provider } from './provider.js';

const isWholeDays = (days: number): boolean => Number.isInteger(days) && days >= 1;

/** Each fault as a sentence; none = the plug-in may be used. */
export function contradictions<Config>({ spec, capabilities, webhooks, manager }: Provider<Config>): string[] {
  const wrong = (is: boolean, text: string): string[] => (is ? [text] : []);
  const { types, webhook, windowDays, maxHistoryDays, access } = capabilities;
  const example = z.record(z.string(), z.unknown()).parse(spec.example);
  return [
    ...wrong(!/^[A-Z][A-Z0-9_]*$/.test(spec.id), 'the id must be upper-case letters, digits and _'),
    ...wrong(types.length === 0, 'it delivers no type'),
    ...wrong(new Set(types).size !== types.length, 'a type is named twice'),
    ...wrong((webhook !== 'none') !== (webhooks !== undefined), 'the webhook capability and the webhooks facet disagree'),
    ...wrong((access === 'manager') !== (manager !== undefined), 'the access capability and the manager facet disagree'),
    ...wrong(!isWholeDays(windowDays), 'windowDays must be a whole number from 1'),
    ...wrong(maxHistoryDays !== null && !isWholeDays(maxHistoryDays), 'maxHistoryDays must be a whole number from 1, or null'),
    ...spec.secrets.filter((secret) => !Object.hasOwn(example, secret)).map((secret) => `secret ${secret} is not in the example`),
    ...wrong(!spec.schema.safeParse(example).success, 'the example is not valid'),
    ...wrong(spec.schema.safeParse({ ...example, no_such_setting: 1 }).success, 'the schema must be strict'),
  ];
}

/** Frozen to the bottom: nobody changes a provider's facts at run time. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
