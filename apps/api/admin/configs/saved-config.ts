/** The config of something that is saved with its secrets sealed: a destination, a provider app. */
import { z } from 'zod';
import { MASK, maskConfig, maskValue, secretTexts } from '../../../../destinations/kit/mask.js';
import { Problem } from '../../../../model/problem.js';
import { type Config, mergeConfig } from '../../../../store/control/secret-config.js';
import type { KeyRing, SecretPlace } from '../../../../store/secrets/key-ring.js';

const OBJECT = z.record(z.string(), z.unknown());

/** What saved it: a kind of destination, a provider. */
interface Plugin {
  readonly secrets: readonly string[];
  /** @throws Problem payload that names each field at fault */
  validate(config: unknown): Config;
}

/** Secrets that do not open keep nobody from looking at the rest, or from giving new ones. */
export class SavedConfig {
  private constructor(
    private readonly plugin: Plugin,
    readonly open: Config,
    /** Why they do not open, and what to do, where they do not. */
    readonly secret: Config | Problem,
  ) {}

  /** @param noun what people call it */
  static read(
    keys: KeyRing,
    row: { readonly config: object; readonly secrets: Uint8Array },
    { noun, plugin, place }: { readonly noun: string; readonly plugin: Plugin; readonly place: SecretPlace },
  ): SavedConfig {
    const open = OBJECT.parse(row.config);
    try {
      return new SavedConfig(plugin, open, OBJECT.parse(keys.openJson(row.secrets, place)));
    } catch (error) {
      if (!isLocked(error)) throw error;
      const anew = `change the config and give its secrets anew (${plugin.secrets.join(', ')})`;
      return new SavedConfig(plugin, open, locked(`the secrets of this ${noun}`, anew, error));
    }
  }

  /** Null = it opens. */
  get problem(): Problem | null {
    return this.secret instanceof Problem ? this.secret : null;
  }

  /** As people see it: without the secrets when they do not open. */
  masked(): Record<string, unknown> {
    return maskConfig(this.secret instanceof Problem ? this.open : { ...this.open, ...this.secret }, this.plugin.secrets);
  }

  /** Open and secret fields together. @throws Problem config when the secrets do not open */
  whole(): Config {
    return { ...this.open, ...this.opened() };
  }

  /**
   * What a change would make of it. Where the secrets do not open, those that are given take the place of all: so one must be, or they would be lost unseen.
   * @param base the open fields that stay when they are left out: all, or none
   * @throws Problem payload that names each field at fault, config
   */
  changed(given: Config, base: Config = this.open): Config {
    const { secrets } = this.plugin;
    if (this.secret instanceof Problem) {
      if (!secrets.some((field) => given[field] !== undefined && given[field] !== null)) throw this.secret;
      if (secretTexts(given, secrets).some((text) => text.endsWith(MASK)))
        throw new Problem('payload', `config: ${MASK} stands for a secret that cannot be opened any more: give the whole secret`);
    }
    const before = this.secret instanceof Problem ? base : { ...base, ...this.secret };
    return this.plugin.validate(mergeConfig(before, given, secrets, maskValue));
  }

  /** What a change leaves behind of secrets that did not open, for the person who made it. */
  lost(after: Config): string[] {
    const gone = this.plugin.secrets.filter((field) => after[field] === undefined);
    return this.problem && gone.length > 0
      ? [`The secrets before could not be opened and are gone. If it had ${gone.join(' or ')}, give that anew too.`]
      : [];
  }

  private opened(): Config {
    if (this.secret instanceof Problem) throw this.secret;
    return this.secret;
  }
}

/** What the key ring says of a secret that it cannot open. */
export const isLocked = (error: unknown): error is Problem => error instanceof Problem && error.kind === 'config';

/** What is wrong, and both ways out. @param anew the way without the key */
export const locked = (what: string, anew: string, cause: Problem): Problem =>
  new Problem(
    'config',
    `${what} cannot be opened: ${cause.message}. Either put that key back there behind the first one and start again, or ${anew}`,
    { code: 'SECRETS_LOCKED', cause },
  );
