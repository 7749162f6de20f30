/** Errors of sockets, DNS and TLS, which every kind that dials a host can meet. */
import { Problem } from '../../../model/problem.js';

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'broke off the connection',
  ECONNABORTED: 'broke off the connection',
  EPIPE: 'broke off the connection',
  ENOTFOUND: 'has no address in DNS',
  EAI_AGAIN: 'could not be looked up in DNS just now',
  EAI_FAIL: 'could not be looked up in DNS just now',
  ENODATA: 'has no address in DNS',
  ETIMEDOUT: 'did not answer in time',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  EHOSTDOWN: 'cannot be reached',
  EADDRNOTAVAIL: 'cannot be reached',
  UND_ERR_CONNECT_TIMEOUT: 'did not accept the connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'did not finish its answer in time',
  UND_ERR_HEADERS_OVERFLOW: 'answered with headers that are too large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'answered with another length than it said',
  UND_ERR_SOCKET: 'broke off the connection',
  ERR_SOCKET_CLOSED: 'broke off the connection',
  ERR_SOCKET_CLOSED_BEFORE_CONNECTION: 'broke off the connection',
  ERR_STREAM_DESTROYED: 'broke off the connection',
  ERR_STREAM_PREMATURE_CLOSE: 'broke off the connection',
  UND_ERR_CLOSED: 'was closed on our side',
  UND_ERR_DESTROYED: 'was closed on our side',
};
const TLS_CODE = /^(ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO$)/;

/** The `code` of an error, or of the first inner one that has any. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // One error for each address that was tried (Happy Eyeballs).
  if ('errors' in error && Array.isArray(error.errors)) return errorCode(error.errors[0]);
  return 'cause' in error ? errorCode(error.cause) : undefined;
}

/** Problem `transient` (unreachable) or `config` (TLS); undefined for an error that is not the network's. */
export function classifyNetwork(error: unknown, target: string): Problem | undefined {
  const code = errorCode(error);
  if (code === undefined) return undefined;
  const said = UNREACHABLE[code];
  if (said !== undefined) return new Problem('transient', `${target} ${said}`, { code, cause: error });
  if (TLS_CODE.test(code)) {
    return new Problem('config', `no secure connection to ${target}: its certificate or TLS set-up is not accepted`, {
      code,
      cause: error,
    });
  }
  return undefined;
}
