import { errors } from 'undici';
import { Problem } from '../../model/problem.js';
import { classifyNetwork } from '../kit/egress/network-errors.js';

/** Errors of undici and the network below it; `host` names the receiver in the message (never its path, which may hold a token). */
export function classifyWebhook(error: unknown, host = 'the receiver'): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof errors.HTTPParserError)
    return new Problem('transient', `${host} answered with something that is not HTTP`, { code: 'NOT_HTTP', cause: error });
  return classifyNetwork(error, host);
}
