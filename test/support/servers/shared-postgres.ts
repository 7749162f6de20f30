/** The run's PostgreSQL, with a migrated database to copy. */
import { z } from 'zod';
import { migrate } from '../../../store/migrate.js';
import { privatePostgres } from './private-postgres.js';
import type { SharedServer } from './shared-server.js';

export const TEMPLATE = 'freehub_template';

const address = z.strictObject({
  /** Of the maintenance database; other databases are made by its user. */
  url: z.string(),
});
export type SharedPostgres = Readonly<z.output<typeof address>>;

export const sharedPostgresServer: SharedServer<SharedPostgres> = {
  name: 'postgres',
  address,
  start: async () => {
    const server = await privatePostgres();
    await migrate(await server.ensureDatabase(TEMPLATE));
    return { address: { url: server.url('postgres') }, stop: () => server.dispose() };
  },
};
