/** Codes of PostgREST and PostgreSQL; `storage …`: the `statusCode` in Storage's answers; bare numbers: HTTP statuses without a code. */
import { ErrorTable } from '../kit/error-table.js';

export const supabaseErrors = new ErrorTable([
  { codes: ['429', 'storage 429'], kind: 'rate_limited', message: 'the project asks to slow down' },
  {
    codes: ['PGRST000', 'PGRST001', 'PGRST002', 'PGRST003', '08*', '53*', '55P03', '57*', '58*', 'XX*', '5*', '408'],
    kind: 'transient',
    message: 'the database could not do it just now',
  },
  { codes: ['40*'], kind: 'transient', message: 'the database asked to try the write again' },
  { codes: ['storage 5*', 'storage 408', 'storage 409'], kind: 'transient', message: 'Storage could not do it just now' },
  {
    codes: ['PGRST301', 'PGRST302', 'PGRST303', '401', '403', 'storage 401', 'storage 403'],
    kind: 'auth',
    message: 'the key is refused',
    action: 'take a new secret key from the settings of the project',
  },
  {
    codes: ['42501'],
    kind: 'auth',
    message: 'the key may not write to the tables',
    action: 'use a secret or service_role key, and run the set-up SQL again for its grants',
  },
  {
    codes: ['PGRST202', 'PGRST203', 'PGRST204', 'PGRST205', '42P01', '42883', '42*'],
    kind: 'config',
    message: "Freehub's tables or its function are not there, or not as they should be",
    action: 'run the set-up SQL of the guide in the SQL editor',
  },
  {
    codes: ['PGRST106', '3F000'],
    kind: 'config',
    message: 'the schema is not exposed',
    action: 'add it to the exposed schemas of the Data API, or correct schema',
  },
  {
    codes: ['storage 404'],
    kind: 'config',
    message: 'there is no such bucket',
    action: 'make the private bucket in Storage, or correct bucket',
  },
  { codes: ['storage 413', '413'], kind: 'payload', message: 'the event is larger than the project takes' },
  { codes: ['storage 4*'], kind: 'payload', message: 'Storage refuses this object' },
  { codes: ['22*'], kind: 'payload', message: 'the database cannot store this payload' },
  { codes: ['23*'], kind: 'payload', message: 'a constraint in the database refuses this row' },
  {
    codes: ['PGRST*', '404', '3*', '4*'],
    kind: 'config',
    message: 'the address does not answer as a Supabase project',
    action: 'check project_url',
  },
]);
