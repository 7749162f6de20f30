import { sharedToxiproxy } from '../../test/support/servers/shared.js';
import { destinationFaults } from '../kit/faults.js';
import { defineKind } from '../kit/kind.js';
import { sql } from './index.js';
import { mariadbTarget } from './testing/mariadb.js';
import { postgresTarget } from './testing/postgres.js';

const kind = defineKind({ spec: sql.spec, capabilities: sql.capabilities, load: () => Promise.resolve(sql) });
const TEXTS = 'SELECT payload AS body FROM terra_data_payloads';

destinationFaults({
  name: 'sql on PostgreSQL',
  kind,
  async make() {
    const { admin, config, dispose } = await postgresTarget({ layout: 'typed' });
    const proxy = await (await sharedToxiproxy()).proxy(`${config.host}:${String(config.port)}`);
    return {
      proxy,
      config: { ...config, host: proxy.host, port: proxy.port },
      readBack: async () => {
        const { rows } = await admin.query<{ body: string }>('SELECT payload::text AS body FROM terra.terra_data_payloads');
        return rows.map(({ body }) => body);
      },
      dispose,
    };
  },
});

destinationFaults({
  name: 'sql on MariaDB',
  kind,
  async make() {
    const { rowsOf, config, dispose } = await mariadbTarget({ layout: 'typed' });
    const proxy = await (await sharedToxiproxy()).proxy(`${config.host}:${String(config.port)}`);
    return {
      proxy,
      config: { ...config, host: proxy.host, port: proxy.port },
      readBack: async () => (await rowsOf(TEXTS)).map((row) => String(row['body'])),
      dispose,
    };
  },
});
