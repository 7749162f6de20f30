/** The sandbox's control API: the other side of the story, and its truth (apps/sandbox/README.md). */
import { z } from 'zod';
import { SANDBOX_CLIENT } from '../../api/admin/providers/sandbox-config.js';
import { ask } from './ask.js';

const rider = z.object({ id: z.string(), name: z.string(), connected: z.boolean() });
const ride = z.object({
  id: z.string(),
  riderId: z.string(),
  deleted: z.boolean(),
  name: z.string(),
  startedAt: z.iso.datetime(),
  /** When it was saved at the provider, by the clock of this machine. */
  createdAt: z.iso.datetime(),
  totals: z.object({
    elapsed_seconds: z.number(),
    distance_m: z.number().nullable(),
    avg_power_w: z.number().nullable(),
    avg_hr_bpm: z.number().nullable(),
  }),
});
const subscription = z.object({ id: z.string(), url: z.string() });

export type Rider = z.output<typeof rider>;
export type TrueRide = z.output<typeof ride>;

export interface Sandbox {
  readonly url: string;
  riders(): Promise<readonly Rider[]>;
  /** Every ride that there ever was, deleted ones too. */
  truth(): Promise<readonly TrueRide[]>;
  rideNow(riderId: string): Promise<TrueRide>;
  /** Where it sends its webhooks; null when nobody has subscribed. */
  subscription(): Promise<z.output<typeof subscription> | null>;
  endSubscription(id: string): Promise<void>;
}

export function openSandbox(url: string, signal: AbortSignal): Sandbox {
  const headers = {
    authorization: `Basic ${Buffer.from(`${SANDBOX_CLIENT.id}:${SANDBOX_CLIENT.secret}`).toString('base64')}`,
  };
  const subscriptions = `${url}/v1/webhook_subscriptions`;
  return {
    url,
    riders: async () => (await ask(z.object({ riders: z.array(rider) }), { url: `${url}/sandbox/riders`, signal })).riders,
    // Also asked for after Ctrl-C, for the summary.
    truth: async () => (await ask(z.object({ rides: z.array(ride) }), { url: `${url}/sandbox/truth` })).rides,
    rideNow: (riderId) => ask(ride, { method: 'POST', url: `${url}/sandbox/riders/${riderId}/rides`, body: {}, signal }),
    subscription: async () =>
      (await ask(z.object({ data: z.array(subscription) }), { url: subscriptions, headers, signal })).data[0] ?? null,
    endSubscription: async (id) => {
      await ask(z.undefined(), { method: 'DELETE', url: `${subscriptions}/${id}`, headers, signal });
    },
  };
}
