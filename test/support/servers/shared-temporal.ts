/** The run's Temporal server. */
import { z } from 'zod';
import { privateTemporal } from './private-temporal.js';
import type { SharedServer } from './shared-server.js';

const address = z.strictObject({ address: z.string(), namespace: z.string() });
export type SharedTemporal = Readonly<z.output<typeof address>>;

export const sharedTemporalServer: SharedServer<SharedTemporal> = {
  name: 'temporal',
  address,
  start: async () => {
    const server = await privateTemporal();
    return { address: { address: server.address, namespace: server.namespace }, stop: () => server.dispose() };
  },
};
