/** A server that a person starts by hand, made ready as the target of a destination. */
import type { ServerHost } from '../servers/host.js';

export interface Target {
  /** What the command line calls it. */
  readonly name: string;
  /** The kind of destination that writes to it. */
  readonly kind: string;
  /** What answers there, for people. */
  readonly what: string;
  /** Names of tools/servers/install.mjs. */
  readonly needs: readonly string[];
  open(host: ServerHost): Promise<OpenTarget>;
}

export interface OpenTarget {
  /** Whole: with the secrets of this server, which ends with the command. */
  readonly config: Readonly<Record<string, unknown>>;
  /** How to look at what arrives, where there is a short way. */
  readonly look?: string;
  /** Of what the host has not started. */
  readonly stop?: () => Promise<void>;
}
