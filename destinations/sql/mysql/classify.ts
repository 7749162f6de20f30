import { Problem } from '../../../model/problem.js';
import { classifyNetwork } from '../../kit/egress/network-errors.js';
import { mysqlErrors, TOO_LARGE } from './errors.js';

/** Numbers of MySQL and MariaDB begin here; those of the system are below. */
const FIRST_ERRNO = 1000;
const PACKET_TOO_LARGE = 1153;
const HANDSHAKE = 'HANDSHAKE_SSL_ERROR';

/** The server's own number of an error; undefined for an error of the driver or the network. */
export function errnoOf(error: unknown): number | undefined {
  return typeof error === 'object' &&
    error !== null &&
    'errno' in error &&
    typeof error.errno === 'number' &&
    error.errno >= FIRST_ERRNO
    ? error.errno
    : undefined;
}

const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** mysql2 writes one code over every fault of the TLS handshake; node's own marks of a connection that was cut are left on the error. */
const isCutHandshake = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && ('syscall' in error || 'localAddress' in error);

/** Errors of `mysql2`, MySQL, MariaDB and the network below. Messages of the server are never repeated: they quote rows. */
export function classifyMysql(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  const errno = errnoOf(error);
  if (errno === PACKET_TOO_LARGE) return mysqlErrors.problem(TOO_LARGE, error);
  if (errno !== undefined)
    return (
      mysqlErrors.problem(String(errno), error) ??
      new Problem('transient', 'the database reports an error', { code: String(errno), cause: error })
    );
  const network = classifyNetwork(error, 'the database');
  if (network) return network;
  const code = codeOf(error);
  if (code === undefined) return undefined;
  return mysqlErrors.problem(code === HANDSHAKE && isCutHandshake(error) ? 'CONNECTION_LOST' : code, error);
}
