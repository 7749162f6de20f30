/** The api on a database of a test's own, called as an operator calls it. Temporal is away: what is said to it must not matter. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { freePort } from '../../apps/cli/runtime/ports.js';
import { type Database, openDatabase } from '../../store/database.js';
import { type TestDatabase, createDatabase } from './servers/postgres.js';

const OBJECT = z.record(z.string(), z.unknown());

export interface ApiAnswer {
  readonly status: number;
  /** The JSON, any shape: tests say what they expect of it. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface TestApi {
  readonly app: NestFastifyApplication;
  readonly db: Database;
  readonly databaseUrl: string;
  readonly url: string;
  readonly adminToken: string;
  /** Injected, without a socket. @param path below the root */
  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<ApiAnswer>;
  /** Under /admin, with the token. */
  admin(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<ApiAnswer>;
  /** From then on `url` answers. */
  listen(): Promise<void>;
  close(): Promise<void>;
}

/** @param database default: one of its own, which it disposes of */
export async function startTestApi(given?: TestDatabase): Promise<TestApi> {
  const database = given ?? (await createDatabase());
  const port = await freePort();
  const adminToken = randomBytes(24).toString('base64url');
  const url = `http://127.0.0.1:${port}`;
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    FREEHUB_API_PORT: String(port),
    FREEHUB_PUBLIC_URL: url,
    FREEHUB_ADMIN_TOKEN: adminToken,
    FREEHUB_SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    FREEHUB_EGRESS_ALLOW: '127.0.0.1',
    FREEHUB_LOG_LEVEL: 'silent',
  });
  // Read by the module when it is made: after the environment.
  const [{ createApi }, { loadSettings }] = await Promise.all([
    import('../../apps/api/create-api.js'),
    import('../../settings/load.js'),
  ]);
  const app = await createApi(loadSettings(process.env));
  app.useLogger(false);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const db = openDatabase({ url: database.url, poolSize: 2, name: 'test', onError: () => undefined });
  const call: TestApi['call'] = async (method, path, body, headers = {}) => {
    const answer = await app.inject({ method, url: path, headers, ...(body === undefined ? {} : { payload: body }) });
    const json: unknown = String(answer.headers['content-type']).includes('json') ? answer.json() : { text: answer.body };
    return { status: answer.statusCode, body: OBJECT.parse(json), headers: answer.headers };
  };
  return {
    app,
    db,
    databaseUrl: database.url,
    url,
    adminToken,
    call,
    admin: (method, path, body) => call(method, `/admin${path}`, body, { authorization: `Bearer ${adminToken}` }),
    listen: async () => {
      await app.listen(port, '127.0.0.1');
    },
    close: async () => {
      await app.close();
      await db.end();
      await database.dispose();
    },
  };
}
