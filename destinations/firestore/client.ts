import { isIPv6 } from 'node:net';
import { v1 } from '@google-cloud/firestore-api';
import { credentials as channelCredentials } from '@grpc/grpc-js';
import { GoogleAuth, PassThroughClient } from 'google-auth-library';
import type { DestinationIo } from '../kit/destination.js';
import { readServiceAccount } from '../kit/google-service-account.js';
import { assertAmbient } from '../kit/ambient.js';
import { parseEmulatorHost } from './emulator-host.js';
import type { EmulatorHost } from './emulator-host.js';
import { refusal } from './errors.js';
import type { FirestoreConfig } from './spec.js';

/** Google's generated client: the one above it follows FIRESTORE_EMULATOR_HOST whatever it is told, repeats calls by itself and hides sizes. */
export type Client = InstanceType<typeof v1.FirestoreClient>;

export interface Opened {
  readonly client: Client;
  readonly projectId: string;
  /** Of every call. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Of emulators, which take any. */
const EMULATOR_PROJECT = 'freehub';
const GOOGLE = 'googleapis.com';

const channelOptions = (userAgent: string) => ({
  // Else a new client would get the broken connection of the one before.
  'grpc.use_local_subchannel_pool': 1,
  'grpc.primary_user_agent': userAgent,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
});

/** A client of its own connection. @throws Problem config (EGRESS_…, AMBIENT_REFUSED), auth (NO_AMBIENT). */
export async function openClient(config: FirestoreConfig, io: DestinationIo): Promise<Opened> {
  const emulator = config.emulator_host === undefined ? null : parseEmulatorHost(config.emulator_host);
  if (emulator) return openEmulator(config, emulator, io);
  const options = { universeDomain: GOOGLE, fallback: false, ...channelOptions(io.userAgent) };
  if (config.credentials === 'ambient') {
    assertAmbient(io);
    const client = new v1.FirestoreClient(options);
    const projectId = config.project_id ?? (await client.getProjectId().catch(() => null));
    if (projectId === null) {
      await client.close();
      throw refusal('NO_AMBIENT');
    }
    return { client, projectId, headers: {} };
  }
  const account = readServiceAccount(config.service_account_key ?? '');
  const projectId = config.project_id ?? account?.project_id;
  // The schema has seen to both.
  if (!account || projectId === undefined) throw refusal('NO_AMBIENT');
  // Two members only: others of a key (`universe_domain`) would name other hosts.
  const { client_email, private_key } = account;
  return {
    client: new v1.FirestoreClient({ ...options, projectId, credentials: { client_email, private_key } }),
    projectId,
    headers: {},
  };
}

async function openEmulator(config: FirestoreConfig, { name, port }: EmulatorHost, io: DestinationIo): Promise<Opened> {
  const [address = name] = await io.egress.addresses(name, 'http:');
  const projectId = config.project_id ?? EMULATOR_PROJECT;
  const client = new v1.FirestoreClient({
    ...channelOptions(io.userAgent),
    // A proxy of the environment would resolve the name again.
    'grpc.enable_http_proxy': 0,
    'grpc.default_authority': config.emulator_host ?? '',
    fallback: false,
    servicePath: isIPv6(address) ? `[${address}]` : address,
    port,
    projectId,
    sslCreds: channelCredentials.createInsecure(),
    // Else Google's library looks for credentials of this machine.
    auth: new GoogleAuth({ authClient: new PassThroughClient() }),
  });
  return { client, projectId, headers: { Authorization: `Bearer ${config.emulator_token ?? 'owner'}` } };
}
