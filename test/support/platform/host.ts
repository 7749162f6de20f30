/** What a tenant needs of the platform that it lives on. */
import type pg from 'pg';
import type { PrivatePostgres } from '../servers/postgres.js';
import type { AdminClient } from './admin-client.js';
import type { SandboxControl } from './sandbox-control.js';
import type { Service } from './service.js';

export interface Host {
  readonly admin: AdminClient;
  readonly postgres: PrivatePostgres;
  readonly sandbox: Service & { readonly control: SandboxControl };
  readonly api: Service;
  rows<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
}
