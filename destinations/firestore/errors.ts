/** Names of gRPC's status codes, and words of ours for what is found before a call. */
import { ErrorTable } from '../kit/error-table.js';

export const firestoreErrors = new ErrorTable([
  {
    codes: ['UNAVAILABLE'],
    kind: 'transient',
    message: 'the database cannot be reached just now',
  },
  { codes: ['DEADLINE_EXCEEDED', 'CANCELLED'], kind: 'transient', message: 'the database did not finish in time' },
  { codes: ['ABORTED'], kind: 'transient', message: 'other writes of the same documents came in between' },
  { codes: ['INTERNAL', 'UNKNOWN', 'DATA_LOSS'], kind: 'transient', message: 'the database could not do it just now' },
  { codes: ['RESOURCE_EXHAUSTED'], kind: 'rate_limited', message: 'the database asks to slow down, or a quota is used up' },
  {
    codes: ['UNAUTHENTICATED', 'NO_TOKEN', 'NO_AMBIENT'],
    kind: 'auth',
    message: 'the credentials are refused',
    action: 'make a new key of the service account, and check the clock of this server; for an emulator check emulator_token',
  },
  {
    codes: ['PERMISSION_DENIED'],
    kind: 'auth',
    message: 'the service account may not do this',
    action: 'grant it the role Cloud Datastore User on the project, and turn the Firestore API on',
  },
  {
    codes: ['NOT_FOUND'],
    kind: 'config',
    message: 'there is no such database',
    action: 'make it (Native mode), or correct project_id and database',
  },
  {
    codes: ['FAILED_PRECONDITION', 'UNIMPLEMENTED'],
    kind: 'config',
    message: 'the database does not take such writes',
    action: 'it must be in Native mode, not Datastore mode, and not be locked or being restored',
  },
  {
    codes: ['INVALID_ARGUMENT', 'OUT_OF_RANGE', 'ALREADY_EXISTS'],
    kind: 'payload',
    message: 'the database refuses this document',
    action: 'when it has too many index entries, exempt its large fields from indexing, then send the event again',
  },
  {
    codes: ['TOO_LARGE'],
    kind: 'payload',
    message: 'the event is larger than a commit may be (10 MiB), even compressed',
  },
  { codes: ['TOO_DEEP'], kind: 'payload', message: 'the event has objects or arrays in more than 200 levels' },
  { codes: ['NAME_TOO_LONG'], kind: 'payload', message: 'the id of the document would have more than 1500 bytes' },
  { codes: ['NAME_TAKEN'], kind: 'payload', message: 'both names of the document are taken by other records' },
]);

type OwnCode = 'TOO_LARGE' | 'TOO_DEEP' | 'NAME_TOO_LONG' | 'NAME_TAKEN' | 'NO_AMBIENT' | 'INTERNAL';

/** A Problem of ours by its row. */
export const refusal = (code: OwnCode): Error => firestoreErrors.problem(code, undefined) ?? new TypeError(`no row for ${code}`);
