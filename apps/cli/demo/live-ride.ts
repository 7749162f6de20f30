/** A ride that is followed from the provider to both destinations. */
import type { UserRide } from './journal.js';
import type { TrueRide } from './sandbox.js';

export interface LiveRide extends UserRide {
  readonly rider: string;
  /** As the provider has it. */
  readonly saved: TrueRide;
  readonly savedAtMs: number;
  /** Nobody was notified of it: it comes with the next poll, and its times say nothing. */
  readonly polled: boolean;
  /** From saved at the provider to the last byte at the receiver; null = not there yet. */
  readonly webhookMs: number | null;
  /** From saved at the provider to seen in the target database. */
  readonly sqlMs: number | null;
}
