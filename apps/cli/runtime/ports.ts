/** TCP ports: find a free one, or say clearly which setting to change. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Problem } from '../../../model/problem.js';
import { errorCode } from './error-code.js';

/** Listens for a moment. @returns the port, or null when it is taken. Other errors (address not ours) are thrown. */
async function tryPort(host: string, port: number): Promise<number | null> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    const address = server.address();
    server.close();
    await once(server, 'close');
    return typeof address === 'object' && address !== null ? address.port : null;
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return null;
    throw error;
  }
}

/** The setting's port is in use. */
export class PortTaken extends Problem {
  constructor(
    readonly port: number,
    readonly variable: string,
  ) {
    super('config', `port ${port} is taken by another program; stop it, or set ${variable} to another port (0 picks a free one)`);
  }
}

/** A port that nobody listens on at this moment. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const port = await tryPort(host, 0);
  if (port === null) throw new Problem('transient', `no free port on ${host}`);
  return port;
}

export const isFree = async (port: number, host = '127.0.0.1'): Promise<boolean> => (await tryPort(host, port)) !== null;

/**
 * The port to use: the wanted one, or a free one for 0.
 * @throws Problem config that names the setting when the wanted one cannot be had.
 */
export async function claimPort(wanted: number, variable: string, host = '127.0.0.1'): Promise<number> {
  let port: number | null;
  try {
    port = await tryPort(host, wanted);
  } catch (error) {
    const reason = errorCode(error) ?? 'unknown reason';
    throw new Problem('config', `cannot listen on ${host}:${wanted} (${reason}); set ${variable} to another port`, {
      cause: error,
    });
  }
  if (port === null) throw new PortTaken(wanted, variable);
  return port;
}
