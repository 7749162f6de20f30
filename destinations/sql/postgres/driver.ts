import { DatabaseError, Pool } from 'pg';
import type { PoolClient, PoolConfig } from 'pg';
import { Problem } from '../../../model/problem.js';
import type { DestinationIo } from '../../kit/destination.js';
import type { Driver, Fate } from '../lender.js';
import { sqlCapabilities } from '../spec.js';
import type { SqlConfig } from '../spec.js';
import { tlsChoice } from '../tls.js';
import { classifyPostgres } from './classify.js';
import { postgresErrors } from './errors.js';
import { offersTls } from './tls-offer.js';

const PORT = 5432;

function tlsOptions(config: SqlConfig): PoolConfig['ssl'] {
  const choice = tlsChoice(config);
  if (!choice) return false;
  const { checkName, ...options } = choice;
  return checkName ? options : { ...options, checkServerIdentity: () => undefined };
}

/** SQLSTATE classes after which the server ends the connection, a moment later. */
const SESSION_OVER = /^XX/;
/** Those that say nothing of the statement: the connection is gone. */
const GONE = /^(08|57P)/;

/** Of start-up: what a pooler says of a parameter that it does not know. */
const isRefusedParameter = (error: unknown): boolean => error instanceof DatabaseError && error.code === '08P01';

const known = (code: string, cause: unknown): Problem =>
  postgresErrors.problem(code, cause) ?? new Problem('transient', 'the connection to the database broke', { code, cause });

/** `pg`'s pool of at most four connections to one database, each dialled through the egress guard. */
export class PostgresDriver implements Driver<PoolClient> {
  readonly #config: SqlConfig;
  readonly #io: DestinationIo;
  #pool: Pool;
  #retired: Pool | undefined;
  /** Times that the server itself ends a statement; a pooler may take no such parameter, and then only our own deadlines count. */
  #isLimited = true;

  constructor(config: SqlConfig, io: DestinationIo) {
    this.#config = config;
    this.#io = io;
    this.#pool = this.#open();
  }

  #open(): Pool {
    const { host, port = PORT, database, username: user, password, statement_timeout_ms: statementMs } = this.#config;
    const pool = new Pool({
      host,
      port,
      database,
      user,
      password,
      ssl: tlsOptions(this.#config),
      stream: () => this.#io.egress.socket(),
      application_name: 'freehub',
      max: sqlCapabilities.concurrency,
      connectionTimeoutMillis: 15_000,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      ...(this.#isLimited && {
        statement_timeout: statementMs,
        lock_timeout: Math.min(10_000, statementMs),
        idle_in_transaction_session_timeout: 60_000,
      }),
    });
    // A connection that the server closes is met by the statement that needs it; without a listener, idle or lent out, it would end the process.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    return pool;
  }

  async connect(): Promise<PoolClient> {
    const pool = this.#pool;
    try {
      return await pool.connect();
    } catch (error) {
      if (!isRefusedParameter(error)) throw error;
      if (this.#isLimited) {
        this.#isLimited = false;
        this.#retired = pool;
        this.#pool = this.#open();
      }
      if (this.#pool === pool) throw error;
      return this.#pool.connect();
    }
  }

  release(client: PoolClient, drop: boolean): void {
    client.release(drop);
  }

  async refusal(error: unknown): Promise<Problem> {
    const found = classifyPostgres(error);
    if (found) return found;
    // `pg` gives neither its timeout nor a refused TLS a code, so the server is asked.
    const refusedTls = this.#config.tls !== 'disable' && (await this.#offersTls()) === false;
    return known(refusedTls ? 'NO_TLS' : 'CONNECT_FAILED', error);
  }

  fateAfter(error: unknown): Fate {
    // "Client has encountered a connection error and is not queryable" and its kin carry no code.
    if (!(error instanceof DatabaseError) || GONE.test(error.code ?? '')) return 'gone';
    return SESSION_OVER.test(error.code ?? '') ? 'ending' : 'alive';
  }

  loss(error: unknown): Problem {
    return classifyPostgres(error) ?? known('CONNECTION_LOST', error);
  }

  #offersTls(): Promise<boolean | null> {
    const { host, port = PORT } = this.#config;
    return offersTls(() => this.#io.egress.connect(host, port), this.#io.egress.connectTimeoutMs);
  }

  async end(): Promise<void> {
    await Promise.all([this.#pool.end(), this.#retired?.end()]);
  }
}
