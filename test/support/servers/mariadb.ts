/** The real MariaDB, from Debian. */
import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { certificateAuthority } from './certificates.js';
import { installed } from './installed.js';
import { runProgram, scratchFolder, startProgram } from './program.js';
import type { SharedServer } from './shared-server.js';
import { stablePort } from './stable-port.js';

const address = z.strictObject({
  host: z.string(),
  port: z.number(),
  /** May make databases and users, and grant. */
  user: z.string(),
  password: z.string(),
  /** PEM: the authority that has signed the server's certificate. */
  ca: z.string(),
  /** PEM: what a client may show to users that are made with `REQUIRE X509`. */
  client: z.strictObject({ certificate: z.string(), key: z.string() }),
});
export type MariadbAddress = Readonly<z.output<typeof address>>;

const ACCOUNT = { user: 'tests', password: 'password-only-for-tests' };
/** Nothing here has to survive: no flush on commit, no binary log. Small files, for they are made anew each run. */
const THROW_AWAY = ['--skip-name-resolve', '--innodb-log-file-size=8M', '--innodb-flush-log-at-trx-commit=0'];

export const mariadb: SharedServer<MariadbAddress> = {
  name: 'mariadb',
  address,
  start: async () => {
    const program = await installed('mariadb');
    const folder = await scratchFolder('mariadb');
    const file = (name: string): string => join(folder, name);
    const authority = certificateAuthority();
    const { certificate, key } = authority.issue('localhost');
    const { user, password } = ACCOUNT;
    await Promise.all([
      writeFile(file('ca.pem'), authority.certificate),
      writeFile(file('certificate.pem'), certificate),
      writeFile(file('key.pem'), key),
      // One statement a line.
      writeFile(
        file('init.sql'),
        [
          `CREATE USER '${user}'@'%' IDENTIFIED BY '${password}';`,
          `GRANT ALL ON *.* TO '${user}'@'%' WITH GRANT OPTION;`,
          `DROP USER IF EXISTS 'root'@'127.0.0.1', 'root'@'::1';`,
          '',
        ].join('\n'),
      ),
    ]);
    // As root it wants to be told that this is meant.
    const common = ['--no-defaults', `--user=${userInfo().username}`, `--datadir=${file('data')}`, ...THROW_AWAY];
    await runProgram('mariadb-install-db', [...common, '--auth-root-authentication-method=normal', '--skip-test-db'], folder);
    const port = await stablePort();
    const { stop } = await startProgram({
      name: 'MariaDB',
      command: [
        program,
        ...common,
        ...['--bind-address=127.0.0.1', `--port=${port}`, `--socket=${file('socket')}`, `--pid-file=${file('pid')}`],
        ...['--skip-log-bin', '--innodb-buffer-pool-size=64M', '--performance-schema=off', '--character-set-server=utf8mb4'],
        ...[`--ssl-ca=${file('ca.pem')}`, `--ssl-cert=${file('certificate.pem')}`, `--ssl-key=${file('key.pem')}`],
        `--init-file=${file('init.sql')}`,
      ],
      folder,
      ready: port,
    });
    return {
      address: { host: '127.0.0.1', port, ...ACCOUNT, ca: authority.certificate, client: authority.issue('client') },
      stop,
    };
  },
};
