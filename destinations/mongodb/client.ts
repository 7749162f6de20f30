import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { MongoClient } from 'mongodb';
import type { MongoClientOptions } from 'mongodb';
import type { EgressGuard } from '../kit/egress/egress.js';
import { guardMembers } from './guard-members.js';
import { hostText, parseHosts } from './hosts.js';
import { mechanismOf, mongoCapabilities } from './spec.js';
import type { MongoConfig } from './spec.js';

/** Answers with checked addresses only. Node asks it for names, not for literal addresses: see guard-members.ts. */
const guardedLookup =
  (egress: EgressGuard): LookupFunction =>
  (hostname, options, callback) => {
    egress.addresses(hostname).then(
      (found) => {
        const list = found.map((address) => ({ address, family: isIP(address) }));
        if (options.all) callback(null, list);
        else callback(null, list[0]?.address ?? '', list[0]?.family);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error('the host could not be resolved'), '');
      },
    );
  };

function loginOptions(config: MongoConfig): MongoClientOptions {
  const mechanism = mechanismOf(config);
  if (mechanism === 'none') return {};
  if (mechanism === 'X509') {
    return {
      authMechanism: 'MONGODB-X509',
      authSource: '$external',
      ...(config.username === undefined ? {} : { auth: { username: config.username } }),
    };
  }
  return {
    authMechanism: mechanism,
    authSource: config.auth_source,
    auth: { username: config.username ?? '', password: config.password ?? '' },
  };
}

/** Everything but the hosts is given as an option: an address typed by a user could name files and proxies (`tlsCAFile`, `proxyHost`). */
function clientOptions(config: MongoConfig, egress: EgressGuard): MongoClientOptions {
  return {
    ...loginOptions(config),
    tls: config.tls,
    ...(config.ca === undefined ? {} : { ca: config.ca }),
    ...(config.client_certificate === undefined ? {} : { cert: config.client_certificate }),
    ...(config.client_key === undefined ? {} : { key: config.client_key }),
    ...(config.replica_set === undefined ? {} : { replicaSet: config.replica_set }),
    lookup: guardedLookup(egress),
    appName: 'freehub',
    writeConcern: { w: 'majority' },
    retryWrites: false,
    retryReads: false,
    maxPoolSize: mongoCapabilities.concurrency,
    maxIdleTimeMS: 60_000,
    connectTimeoutMS: egress.connectTimeoutMs,
    // A check of a host that nobody answers at ends before people stop waiting for it.
    serverSelectionTimeoutMS: 4000,
    // In place of `timeoutMS`, which driver 7.9 says has no effect.
    socketTimeoutMS: config.statement_timeout_ms,
    waitQueueTimeoutMS: config.statement_timeout_ms,
    ignoreUndefined: true,
  };
}

/**
 * A client that is connected and logged in, every host of it checked. The caller closes it.
 * @throws Problem config (EGRESS_BLOCKED), or the driver's own errors.
 */
export async function connectMongo(config: MongoConfig, egress: EgressGuard): Promise<MongoClient> {
  const hosts = parseHosts(config.host) ?? [];
  // An SRV name has no address of its own; its targets are names below it, and come to the lookup.
  if (config.scheme === 'mongodb') for (const { name } of hosts) await egress.addresses(name);
  const client = new MongoClient(`${config.scheme}://${hosts.map(hostText).join(',')}/`, clientOptions(config, egress));
  guardMembers(client, egress);
  // Without a listener a monitoring error would end the process.
  client.on('error', () => undefined);
  try {
    return await client.connect();
  } catch (error) {
    await client.close().catch(() => undefined);
    throw error;
  }
}
