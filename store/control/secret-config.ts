/** A config with secrets, as it is given by people: split for the store, merged with what is there. */
import { isDeepStrictEqual } from 'node:util';

export type Config = Readonly<Record<string, unknown>>;

/** The open part, and the part that is sealed. */
export function splitSecrets(config: Config, secretFields: readonly string[]): { open: Config; secret: Config } {
  const entries = Object.entries(config);
  return {
    open: Object.fromEntries(entries.filter(([field]) => !secretFields.includes(field))),
    secret: Object.fromEntries(entries.filter(([field]) => secretFields.includes(field))),
  };
}

/**
 * `given` over `current`. Null removes a field. A secret that comes back exactly as it was shown (masked) is kept: forms send everything.
 * @param mask how a secret's value is shown
 */
export function mergeConfig(
  current: Config,
  given: Config,
  secretFields: readonly string[],
  mask: (value: unknown) => unknown,
): Config {
  const merged = new Map(Object.entries(current));
  for (const [field, value] of Object.entries(given)) {
    if (value === null) merged.delete(field);
    else if (secretFields.includes(field) && merged.has(field) && isDeepStrictEqual(value, mask(merged.get(field)))) continue;
    else merged.set(field, value);
  }
  return Object.fromEntries(merged);
}
