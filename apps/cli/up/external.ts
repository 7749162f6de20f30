/** Servers that the user named: they must answer before we start ours. */
import pg from 'pg';
import { Problem } from '../../../model/problem.js';
import { errorCode } from '../runtime/error-code.js';
import { prepareNamespace } from '../runtime/temporal-namespace.js';
import { SEARCH_ATTRIBUTES } from '../runtime/temporal.js';

/** SQLSTATEs and system errors that have one plain cause. */
const CAUSES: Readonly<Record<string, string>> = {
  '28P01': 'it refuses the password',
  '28000': 'it refuses this user or address',
  '3D000': 'it has no such database',
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host name cannot be resolved',
  ETIMEDOUT: 'it does not answer',
};

/** @throws Problem config: which server, what is wrong. No password. */
export async function requireDatabase(url: string): Promise<string> {
  const { host, pathname } = new URL(url);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return `${host}${pathname}`;
  } catch (error) {
    const code = errorCode(error) ?? 'no code';
    throw new Problem(
      'config',
      `PostgreSQL at ${host}${pathname} cannot be used: ${CAUSES[code] ?? 'connecting failed'} (${code}); check DATABASE_URL`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** @throws Problem config when it does not answer, or has no such namespace, within 15 s. */
export async function requireTemporal(address: string, namespace: string): Promise<string> {
  const until = Date.now() + 15_000;
  let cause: unknown;
  do {
    try {
      if (await prepareNamespace(address, namespace, SEARCH_ATTRIBUTES)) return `${address}, namespace ${namespace}`;
    } catch (error) {
      cause = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  } while (Date.now() < until);
  throw new Problem(
    'config',
    `Temporal at ${address} with namespace ${namespace} does not answer; check TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE`,
    { cause },
  );
}
