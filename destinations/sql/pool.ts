import { DatabaseError, Pool } from 'pg';
import type { PoolClient, PoolConfig } from 'pg';
import { Problem } from '../../model/problem.js';
import type { DestinationIo } from '../kit/destination.js';
import { classifySql } from './classify.js';
import { sqlCapabilities } from './spec.js';
import type { SqlConfig } from './spec.js';
import { offersTls } from './tls-offer.js';

function tlsOptions({ tls, ca }: SqlConfig): PoolConfig['ssl'] {
  if (tls === 'disable') return false;
  const trust = ca === undefined ? {} : { ca };
  if (tls === 'require') return { rejectUnauthorized: false };
  // verify-ca leaves the name out of it: for servers that are reached by address.
  return tls === 'verify-ca'
    ? { ...trust, rejectUnauthorized: true, checkServerIdentity: () => undefined }
    : { ...trust, rejectUnauthorized: true };
}

/** SQLSTATE classes after which the server ends the connection, a moment later. */
const SESSION_OVER = /^(08|57P|XX)/;

/** Why: our own stop, or the deadline, which is the database's trouble. */
const stopOf = (signal: AbortSignal): Problem =>
  signal.reason instanceof Problem ? signal.reason : new Problem('canceled', 'the write was stopped');

/** Of these, the ones that say nothing of the statement: the connection is gone. */
const GONE = /^(08|57P)/;

/** A connection that had served before and turns out to be gone; `reason` is what a caller may be told. */
class Stale {
  constructor(readonly reason: unknown) {}
}

/** `action`, but only the first time. */
function once<Argument>(action: (argument: Argument) => void): (argument: Argument) => void {
  let done = false;
  return (argument) => {
    if (!done) action(argument);
    done = true;
  };
}

/** At most four connections to one database, each dialled through the egress guard. */
export class SqlPool {
  readonly #pool: Pool;
  readonly #config: SqlConfig;
  readonly #io: DestinationIo;
  /** Connections that have served before. */
  readonly #served = new WeakSet<PoolClient>();

  constructor(config: SqlConfig, io: DestinationIo) {
    this.#config = config;
    this.#io = io;
    this.#pool = new Pool({
      host: config.host,
      port: config.port,
      database: config.database,
      user: config.username,
      password: config.password,
      ssl: tlsOptions(config),
      stream: () => io.egress.socket(),
      application_name: 'freehub',
      max: sqlCapabilities.concurrency,
      connectionTimeoutMillis: 15_000,
      idleTimeoutMillis: 30_000,
      statement_timeout: config.statement_timeout_ms,
      lock_timeout: Math.min(10_000, config.statement_timeout_ms),
      idle_in_transaction_session_timeout: 60_000,
      keepAlive: true,
    });
    // A connection that the server closes is met by the statement that needs it; without a listener, idle or lent out, it would end the process.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /**
   * Runs `work` with a connection. The connection is dropped after an error that is not the statement's own, and when `signal` fires. One that had
   * served before may have been cut while it was idle, which only its next statement notices: then `work` begins again with another, so it must be
   * repeatable.
   * @throws Problem for connecting; what `work` throws, unchanged, else.
   */
  async use<Result>(signal: AbortSignal, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    for (let left = sqlCapabilities.concurrency; ; left--) {
      const result = await this.#useOne(signal, work);
      if (!(result instanceof Stale)) return result;
      if (left === 0) throw result.reason;
    }
  }

  async #useOne<Result>(signal: AbortSignal, work: (client: PoolClient) => Promise<Result>): Promise<Result | Stale> {
    const throwIfStopped = (): void => {
      if (signal.aborted) throw stopOf(signal);
    };
    throwIfStopped();
    const client = await this.#connect(signal);
    const hadServed = this.#served.has(client);
    this.#served.add(client);
    const release = once((drop: boolean) => {
      client.release(drop);
    });
    const drop = (): void => {
      release(true);
    };
    signal.addEventListener('abort', drop, { once: true });
    try {
      throwIfStopped();
      return await work(client);
    } catch (error) {
      throwIfStopped();
      if (!(error instanceof DatabaseError) && !(error instanceof Problem)) {
        drop();
        // "Client has encountered a connection error and is not queryable" and its kin carry no code.
        const problem =
          classifySql(error) ??
          new Problem('transient', 'the connection to the database broke', { code: 'CONNECTION_LOST', cause: error });
        if (hadServed) return new Stale(problem);
        throw problem;
      }
      if (error instanceof DatabaseError && SESSION_OVER.test(error.code ?? '')) drop();
      if (hadServed && error instanceof DatabaseError && GONE.test(error.code ?? '')) return new Stale(error);
      throw error;
    } finally {
      signal.removeEventListener('abort', drop);
      release(false);
    }
  }

  async #connect(signal: AbortSignal): Promise<PoolClient> {
    const waiting = this.#pool.connect();
    const stop = Promise.withResolvers<never>();
    const onAbort = (): void => {
      stop.reject(stopOf(signal));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([waiting, stop.promise]);
    } catch (error) {
      if (signal.aborted) {
        waiting.then(
          (late) => {
            late.release();
          },
          () => undefined,
        );
        throw error;
      }
      const known = classifySql(error);
      if (known) throw known;
      // `pg` gives neither its timeout nor a refused TLS a code, so the server is asked.
      if (this.#config.tls !== 'disable' && (await this.#offersTls()) === false) {
        throw new Problem('config', 'the database offers no TLS: turn it on there, or set tls to disable', {
          code: 'NO_TLS',
          cause: error,
        });
      }
      throw new Problem('transient', 'the database did not accept a connection in time', {
        code: 'CONNECT_FAILED',
        cause: error,
      });
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  #offersTls(): Promise<boolean | null> {
    return offersTls(() => this.#io.egress.connect(this.#config.host, this.#config.port), this.#io.egress.connectTimeoutMs);
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }
}
