import type { Settings } from '../../../settings/load.js';
import type { Child } from '../runtime/child.js';
import type { Step } from './steps.js';

/** What runs after `freehub up` has started it all. */
export interface UpContext {
  readonly settings: Settings;
  /** Absolute. */
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** The embedded server's maintenance URL builder, for demo databases beside ours; null with DATABASE_URL. */
  readonly ensureDatabase: ((name: string) => Promise<string>) | null;
  readonly temporalAddress: string;
  /** Null with TEMPORAL_ADDRESS, unless FREEHUB_TEMPORAL_UI_URL names it. */
  readonly temporalUiUrl: string | null;
  /** On this machine. */
  readonly apiUrl: string;
  readonly publicUrl: string;
  readonly workerUrl: string;
  readonly sandboxUrl: string;
  readonly adminToken: string;
  /** The settings as the children got them, for further processes. */
  readonly env: Readonly<Record<string, string>>;
  /** Aborts on Ctrl-C and when a child has died for good: then finish quickly. */
  readonly signal: AbortSignal;
  readonly children: readonly Child[];
  /** How often each of our own processes (`worker`) died and was started again; those that never were are left out. */
  restarts(): Readonly<Record<string, number>>;
  print(line: string): void;
  /** Runs steps with a progress line each, as the start did. @throws what the first failing step throws. */
  steps(steps: readonly Step[]): Promise<void>;
}
