/** What every scene of the demo works with. */
import type { UpContext } from '../up/context.js';
import type { Admin } from '../client/admin.js';
import type { Journal } from './journal.js';
import type { Receiver } from './receiver.js';
import type { Sandbox } from './sandbox.js';
import type { Target } from './target.js';

/** The demo's dev-id. */
export const ENVIRONMENT = 'demo';
export const PROVIDER = 'INSIDERS';

export interface Athlete {
  /** At the sandbox. */
  readonly riderId: string;
  readonly name: string;
  readonly connectionId: string;
}

export interface Stage {
  readonly context: UpContext;
  readonly admin: Admin;
  readonly sandbox: Sandbox;
  readonly apiKey: string;
  readonly journal: Journal;
  readonly receiver: Receiver;
  readonly target: Target;
}
