/** The sandbox's control API (apps/sandbox/README.md), typed. */
import { z } from 'zod';

const rideSchema = z.object({
  id: z.string(),
  riderId: z.string(),
  revision: z.number(),
  deleted: z.boolean(),
  name: z.string(),
  startedAt: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  totals: z.looseObject({ moving_seconds: z.number(), distance_m: z.number().nullable(), calories_kcal: z.number().nullable() }),
});
export type TrueRide = z.infer<typeof rideSchema>;

const riderSchema = z.object({ id: z.string(), number: z.number(), name: z.string(), connected: z.boolean() });
export type TrueRider = z.infer<typeof riderSchema>;

const statsSchema = z.object({
  requests: z.record(z.string(), z.number()),
  refreshes: z.number(),
  refreshesRepeated: z.number(),
  familiesRevoked: z.number(),
  webhooks: z.object({ sent: z.number(), acked: z.number(), failed: z.number(), abandoned: z.number(), pending: z.number() }),
  bursts: z.array(z.object({ count: z.number(), made: z.number(), tookMs: z.number().nullable() })),
});

export interface Fault {
  readonly name: string;
  readonly [option: string]: unknown;
}

export class SandboxControl {
  constructor(private readonly url: string) {}

  async riders(): Promise<readonly TrueRider[]> {
    return z.object({ riders: z.array(riderSchema) }).parse(await this.#ask('GET', '/riders')).riders;
  }

  /** A new ride that ends now. */
  async ride(riderId: string, wish: { minutes?: number; startedAt?: string } = { minutes: 10 }): Promise<TrueRide> {
    return rideSchema.parse(await this.#ask('POST', `/riders/${riderId}/rides`, wish));
  }

  async change(rideId: string, change: { name?: string; calories_kcal?: number; startedAt?: string }): Promise<TrueRide> {
    return rideSchema.parse(await this.#ask('PATCH', `/rides/${rideId}`, change));
  }

  async remove(rideId: string): Promise<TrueRide> {
    return rideSchema.parse(await this.#ask('DELETE', `/rides/${rideId}`));
  }

  /** Every ride there ever was, deleted ones too. */
  async truth(): Promise<readonly TrueRide[]> {
    return z.object({ rides: z.array(rideSchema) }).parse(await this.#ask('GET', '/truth')).rides;
  }

  async burst(count: number, perSecond: number, minutes = 10): Promise<void> {
    await this.#ask('POST', '/burst', { count, perSecond, shape: 'mixed', minutes });
  }

  async deauthorize(riderId: string): Promise<void> {
    await this.#ask('POST', `/riders/${riderId}/deauthorize`);
  }

  async fault(fault: Fault): Promise<void> {
    await this.#ask('POST', '/faults', fault);
  }

  async heal(): Promise<void> {
    await this.#ask('DELETE', '/faults');
  }

  async stats(): Promise<z.infer<typeof statsSchema>> {
    return statsSchema.parse(await this.#ask('GET', '/stats'));
  }

  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}/sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`sandbox: ${method} ${path} answered ${response.status}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  }
}
