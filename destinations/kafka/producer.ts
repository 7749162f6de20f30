/** The client's producer on our guarded connections. */
import { kGetApi, kGetBootstrapConnection, kGetConnection, Producer } from '@platformatic/kafka';
import type { Broker, Callback, Connection, ConnectionOptions } from '@platformatic/kafka';
import type { DestinationIo } from '../kit/destination.js';
import { GuardedPool } from './guarded-pool.js';
import { bootstrapOf } from './spec.js';
import type { KafkaConfig } from './spec.js';

const CLIENT_ID = 'freehub';
const CONNECT_MS = 5000;
const REQUEST_MS = 15_000;

const SASL = { plain: 'PLAIN', 'scram-sha-256': 'SCRAM-SHA-256', 'scram-sha-512': 'SCRAM-SHA-512' } as const;

function connectionOptions(config: KafkaConfig): ConnectionOptions {
  const { ca, client_certificate: cert, client_key: key, sasl, username, password } = config;
  return {
    connectTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    maxInflights: 1,
    ...(config.tls
      ? { tls: { ...(ca === undefined ? {} : { ca }), ...(cert === undefined || key === undefined ? {} : { cert, key }) } }
      : {}),
    ...(sasl === 'none' || username === undefined || password === undefined
      ? {}
      : { sasl: { mechanism: SASL[sasl], username, password } }),
  };
}

/** Answers by callback, outside the promise: an error thrown in the callback must not be taken for ours. */
function answer(connecting: Promise<Connection>, callback: Callback<Connection>): void {
  connecting.then(
    (connection) => {
      queueMicrotask(() => {
        callback(null, connection);
      });
    },
    (error: unknown) => {
      queueMicrotask(() => {
        callback(error instanceof Error ? error : new Error('no connection'));
      });
    },
  );
}

/**
 * All connections of the client are made in the two methods that are overridden here, so none goes round the guard. Idempotent, so that a try of its
 * own within a send is no second message; `retries` 2, for with 0 or 1 it would try for ever.
 */
export class GuardedProducer extends Producer {
  readonly #pool: GuardedPool;
  readonly #bootstrap: readonly Broker[];

  constructor(config: KafkaConfig, { egress }: DestinationIo) {
    const bootstrap = bootstrapOf(config);
    super({
      clientId: CLIENT_ID,
      bootstrapBrokers: [...bootstrap],
      idempotent: true,
      retries: 2,
      retryDelay: 200,
      timeout: 10_000,
      autocreateTopics: false,
      compression: config.compression,
      metadataMaxAge: 60_000,
    });
    this.#bootstrap = bootstrap;
    this.#pool = new GuardedPool(egress, CLIENT_ID, connectionOptions(config));
  }

  override [kGetConnection](broker: Broker, callback: Callback<Connection>): void {
    answer(this.#pool.get(broker), callback);
  }

  override [kGetBootstrapConnection](callback: Callback<Connection>, attempt = 0): void {
    answer(this.#pool.first(this.#candidates(attempt)), callback);
  }

  /** The first broker that answers, logged in. */
  bootstrap(): Promise<Connection> {
    return this.#pool.first(this.#candidates(0));
  }

  broker(broker: Broker): Promise<Connection> {
    return this.#pool.get(broker);
  }

  /** The newest version of a call that client and broker both know. */
  call(name: string, connection: Connection, ...args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this[kGetApi]<unknown[], unknown>(name, (error, api) => {
        if (error || !api) reject(error ?? new Error('no such call'));
        else api.async(connection, ...args).then(resolve, reject);
      });
    });
  }

  /** Ends it without waiting for anything. */
  destroy(): void {
    this.#pool.destroy();
    // Its own pool is empty: this only marks it as closed, which ends its retries.
    this.close(true, () => undefined);
  }

  /** Bootstrap brokers, then all that the cluster told of; a further attempt begins with another one. */
  #candidates(attempt: number): Broker[] {
    const brokers = [...this.#bootstrap, ...(this.currentMetadata?.brokers.values() ?? [])];
    const offset = attempt % brokers.length;
    return [...brokers.slice(offset), ...brokers.slice(0, offset)];
  }
}
