/** A port for a server that a test will stop and start again. */
import { randomInt } from 'node:crypto';
import { isFree } from '../../../apps/cli/runtime/ports.js';

/**
 * Below the range from which systems pick ports of outgoing connections: one of those could take it while the server is away, or between this look
 * and its start.
 */
export async function stablePort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 32_000);
    if (await isFree(port)) return port;
  }
}
