import { ErrorTable } from '../kit/error-table.js';

/** HTTP statuses of a receiver. Those of no row are tried again: receivers mend a 401 or 404 within hours. */
export const webhookErrors = new ErrorTable([
  {
    codes: ['3*'],
    kind: 'config',
    message: 'the receiver redirects, and redirects are not followed',
    action: 'set url to the final address',
  },
  {
    codes: ['410'],
    kind: 'config',
    message: 'the receiver wants no more events: the whole destination is disabled',
    action: 'bring the receiver back, then `freehub destinations resume`',
  },
  { codes: ['413'], kind: 'payload', message: 'the event is too large for the receiver' },
  { codes: ['429'], kind: 'rate_limited', message: 'the receiver asks to slow down (`Retry-After`, at most 8 h)' },
  { codes: ['1*', '4*', '5*'], kind: 'transient', message: 'the receiver answered with an error (`Retry-After` is honoured)' },
]);
