/**
 * How a test file reaches the run’s shared servers: over the address that global-setup.ts left in the environment. Each is started when it is first
 * asked for. Keep tests apart by names (`uniqueName`) of buckets, databases, topics, task queues.
 */
import { randomBytes } from 'node:crypto';
import { Problem } from '../../../model/problem.js';
import { ServerHost, SHARED_SERVERS } from './host.js';
import type { SharedServer } from './shared-server.js';
import { Toxiproxy } from './toxiproxy-client.js';

/** Not FREEHUB_…: an unknown one of those is an error. */
const SERVERS_VARIABLE = 'TEST_SERVERS_URL';

/** For a run without global set-up (one file, in an editor): servers of this process, which end with it. */
let own: ServerHost | null = null;

async function shared<Address>(server: SharedServer<Address>): Promise<Address> {
  const host = process.env[SERVERS_VARIABLE];
  if (host === undefined) return (own ??= new ServerHost()).shared(server);
  const response = await fetch(`${host}/${server.name}`);
  if (!response.ok) throw new Problem('config', await response.text());
  return server.address.parse(await response.json());
}

export const sharedPostgres = () => shared(SHARED_SERVERS.postgres);
export const sharedTemporal = () => shared(SHARED_SERVERS.temporal);
/** S3: a real gateway that checks signatures, checksums, policies and conditional writes. */
export const sharedVersitygw = () => shared(SHARED_SERVERS.versitygw);
/** SQS with all its limits; takes any credentials. */
export const sharedSqs = () => shared(SHARED_SERVERS.fauxqs);
/** Apache Kafka, one broker, five listeners. Topics must be made; `plaintext` may do everything. */
export const sharedKafka = () => shared(SHARED_SERVERS.kafka);
/** MongoDB's protocol and writes; no login, no transactions, no TLS. */
export const sharedMongo = () => shared(SHARED_SERVERS.mongo);
/** The real MariaDB, with TLS by an authority of its own. Its user may make databases and users. */
export const sharedMariadb = () => shared(SHARED_SERVERS.mariadb);
/** The real PostgREST, on a database of its own on the shared PostgreSQL. `startPostgrest` starts one for a database of yours. */
export const sharedPostgrest = () => shared(SHARED_SERVERS.postgrest);
/** A stand-in: see tools/servers/firestore-rules.mjs for what it adds to its npm package. */
export const sharedFirestore = () => shared(SHARED_SERVERS.firestore);
/** Google Cloud Storage with generation conditions; takes any credentials. */
export const sharedGcs = () => shared(SHARED_SERVERS.fakeGcs);
/** Azure Blob Storage, shared keys and SAS checked. */
export const sharedAzurite = () => shared(SHARED_SERVERS.azurite);
/** Makes faults between a client and any TCP server. */
export const sharedToxiproxy = async (): Promise<Toxiproxy> => new Toxiproxy((await shared(SHARED_SERVERS.toxiproxy)).url);

/** A name that nobody else in the run uses, good for a bucket, container, queue, topic or database: `rides-1f0c…`. @param joint `_` for SQL */
export const uniqueName = (prefix: string, joint = '-'): string => `${prefix}${joint}${randomBytes(6).toString('hex')}`;
