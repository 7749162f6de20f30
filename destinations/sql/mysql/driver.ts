import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import { checkServerIdentity, getCACertificates, TLSSocket } from 'node:tls';
import type { RowDataPacket } from 'mysql2';
import { createPool } from 'mysql2/promise';
import type { Pool, PoolConnection, SslOptions } from 'mysql2/promise';
import { Problem } from '../../../model/problem.js';
import type { DestinationIo } from '../../kit/destination.js';
import type { Driver, Fate } from '../lender.js';
import { sqlCapabilities } from '../spec.js';
import type { SqlConfig } from '../spec.js';
import { tlsChoice } from '../tls.js';
import { classifyMysql, errnoOf } from './classify.js';
import { MysqlClient } from './client.js';
import { offersTls } from '../postgres/tls-offer.js';
import { mysqlErrors } from './errors.js';

const PORT = 3306;
/** The server closes the connection with it. */
const PACKET_TOO_LARGE = 1153;
/** These say nothing of the statement: the connection is gone. */
const GONE: ReadonlySet<number> = new Set([1053, 1152, 1158, 1159, 1160, 1161, 1927, 2006, 2013, 4031]);

interface Limits extends RowDataPacket {
  readonly bytes: number | string;
}

function tlsOptions(config: SqlConfig): SslOptions | undefined {
  const choice = tlsChoice(config);
  if (!choice) return undefined;
  const { checkName, ...options } = choice;
  if (!checkName || isIP(config.host) === 0) return { ...options, minVersion: 'TLSv1.2', verifyIdentity: checkName };
  // For an address mysql2 would look for "localhost" in the certificate, so #assertName does it. That needs the certificate, which a resumed
  // session does not show; mysql2 keeps no session for a `ca` that is another list each time.
  const trusted = options.ca === undefined ? getCACertificates('default') : [options.ca];
  return {
    ...options,
    minVersion: 'TLSv1.2',
    get ca() {
      return [...trusted];
    },
  };
}

const known = (code: string, cause: unknown): Problem =>
  mysqlErrors.problem(code, cause) ?? new Problem('transient', 'the connection to the database broke', { code, cause });

/** mysql2's pool of at most four connections to one database, each dialled through the egress guard. */
export class MysqlDriver implements Driver<MysqlClient> {
  readonly #pool: Pool;
  readonly #config: SqlConfig;
  readonly #io: DestinationIo;
  readonly #clients = new WeakMap<object, MysqlClient>();

  constructor(config: SqlConfig, io: DestinationIo) {
    this.#config = config;
    this.#io = io;
    const { host, port = PORT } = config;
    const ssl = tlsOptions(config);
    this.#pool = createPool({
      host,
      port,
      database: config.database,
      user: config.username,
      password: config.password,
      ...(ssl === undefined ? {} : { ssl }),
      stream: (): Socket => io.egress.socket().setKeepAlive(true, 30_000).setNoDelay(true).connect(port, host),
      charset: 'UTF8MB4_BIN',
      connectionLimit: sqlCapabilities.concurrency,
      connectTimeout: 15_000,
      idleTimeout: 30_000,
      supportBigNumbers: true,
      // The server may not ask for files of ours.
      infileStreamFactory: () => {
        throw new Problem('config', 'the database asked for a file, which Freehub does not send', { code: 'LOCAL_FILE' });
      },
      connectAttributes: { program_name: 'freehub' },
    });
  }

  async connect(): Promise<MysqlClient> {
    const connection = await this.#pool.getConnection();
    // The promise form makes a new wrapper each time; the connection below stays.
    const below = connection.connection;
    const had = this.#clients.get(below);
    if (had) return had;
    try {
      this.#assertName(connection);
      const client = await this.#setUp(connection);
      this.#clients.set(below, client);
      return client;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  /**
   * What the statements rely on, whatever the server's defaults are: errors instead of cut values, UTC, backslashes as `escape` writes them, and reads
   * that see what others have committed meanwhile. The comment is read by MariaDB alone; MySQL has no limit for writes, so the driver's own
   * timeout stands there.
   */
  async #setUp(connection: PoolConnection): Promise<MysqlClient> {
    const seconds = Math.ceil(this.#config.statement_timeout_ms / 1000);
    const client = new MysqlClient(connection, Number.MAX_SAFE_INTEGER, this.#config.statement_timeout_ms + 1000);
    await client.run(
      `SET SESSION sql_mode = 'STRICT_ALL_TABLES', time_zone = '+00:00', innodb_lock_wait_timeout = ${Math.min(10, seconds)}
        /*M!100101 , max_statement_time = ${seconds} */`,
    );
    await client.run('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    const [limits] = await client.run<Limits[]>('SELECT @@max_allowed_packet AS bytes');
    return new MysqlClient(connection, Number(limits?.bytes ?? 1 << 20), client.timeoutMs);
  }

  #assertName(connection: PoolConnection): void {
    const { host } = this.#config;
    if (isIP(host) === 0 || tlsChoice(this.#config)?.checkName !== true) return;
    const below: object = connection.connection;
    const socket: unknown = 'stream' in below ? below.stream : undefined;
    const fault = socket instanceof TLSSocket ? checkServerIdentity(host, socket.getPeerCertificate()) : new Error('no TLS');
    if (fault) throw known('CERTIFICATE_NAME', fault);
  }

  release({ connection }: MysqlClient, drop: boolean): void {
    if (drop) connection.destroy();
    else connection.release();
  }

  async refusal(error: unknown): Promise<Problem> {
    const problem = classifyMysql(error) ?? known('CONNECTION_LOST', error);
    // MySQL greets first, PostgreSQL waits to be asked: then each waits for the other.
    return problem.code === 'ETIMEDOUT' && (await this.#isPostgres()) ? known('NOT_MYSQL', error) : problem;
  }

  async #isPostgres(): Promise<boolean> {
    const { host, port = PORT } = this.#config;
    return (await offersTls(() => this.#io.egress.connect(host, port), this.#io.egress.connectTimeoutMs)) !== null;
  }

  fateAfter(error: unknown): Fate {
    const errno = errnoOf(error);
    if (errno === undefined || GONE.has(errno)) return 'gone';
    return errno === PACKET_TOO_LARGE ? 'ending' : 'alive';
  }

  loss(error: unknown): Problem {
    return classifyMysql(error) ?? known('CONNECTION_LOST', error);
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }
}
