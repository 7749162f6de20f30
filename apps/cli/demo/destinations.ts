/** The demo's two destinations. */
import {
  checkDestination,
  createDestination,
  listDestinations,
  resumeDestination,
  updateDestination,
} from '../../api/admin/contract/destinations.js';
import { Problem } from '../../../model/problem.js';
import type { UpContext } from '../up/context.js';
import type { Admin } from '../client/admin.js';
import { allOf } from '../client/pages.js';
import { isShownAs } from './set-up.js';
import { ENVIRONMENT } from './stage.js';
import type { TargetPlace } from './target.js';

export interface Wanted {
  readonly kind: string;
  readonly name: string;
  readonly config: Readonly<Record<string, string | number>>;
  readonly secrets: readonly string[];
}

/**
 * Makes it, or brings the one of that name to what is wanted; then tries it, which makes the tables of a database.
 * @throws Problem config with the first test that fails and what to do.
 */
export async function ensureDestination(admin: Admin, wanted: Wanted): Promise<{ made: boolean }> {
  const params = { environment: ENVIRONMENT };
  const { kind, name, config } = wanted;
  const known = (await allOf((query) => admin.call(listDestinations, { params, query }))).find((each) => each.name === name);
  const { id } = known ?? (await admin.call(createDestination, { params, body: { kind, name, config: { ...config } } }));
  const place = { params: { ...params, destination: id } };
  if (known && !isShownAs(config, known.config, wanted.secrets))
    await admin.call(updateDestination, { ...place, body: { config: { ...config } } });
  if (known && known.state !== 'enabled') await admin.call(resumeDestination, place);
  const failed = (await admin.call(checkDestination, place)).tests.find(({ ok }) => !ok);
  if (failed)
    throw new Problem(
      'config',
      `the destination “${name}” fails “${failed.name}”: ${failed.message ?? ''} ${failed.action ?? ''}`,
    );
  return { made: known === undefined };
}

export const webhookAt = (url: string, secret: string): Wanted => ({
  kind: 'webhook',
  name: 'Demo receiver',
  config: { url, signing_secret: secret },
  secrets: ['signing_secret'],
});

/** Database beside ours on the embedded server, schema on a server that the user named. */
const TARGET = 'freehub_demo_target';

export async function targetPlace({ ensureDatabase, databaseUrl }: UpContext): Promise<TargetPlace> {
  if (ensureDatabase === null) return { url: databaseUrl, schema: TARGET };
  return { url: await ensureDatabase(TARGET), schema: 'terra' };
}

const TLS = ['require', 'verify-ca', 'verify-full'];

export function databaseAt({ url, schema }: TargetPlace): Wanted {
  const { hostname, port, pathname, username, password, searchParams } = new URL(url);
  const tls = searchParams.get('sslmode') ?? 'disable';
  return {
    kind: 'sql',
    name: 'Demo database',
    config: {
      scheme: 'postgres',
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? 5432 : Number(port),
      database: decodeURIComponent(pathname.slice(1)),
      username: decodeURIComponent(username),
      // A server that asks for none takes any.
      password: password === '' ? 'none' : decodeURIComponent(password),
      schema,
      tls: TLS.includes(tls) ? tls : 'disable',
    },
    secrets: ['password'],
  };
}
