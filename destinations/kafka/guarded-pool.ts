/** Connections to brokers, each dialled to an address that the egress guard has checked: bootstrap brokers and advertised ones alike. */
import { isIP } from 'node:net';
import { Connection, MultipleErrors, NetworkError } from '@platformatic/kafka';
import type { Broker, ConnectionOptions } from '@platformatic/kafka';
import { Problem } from '../../model/problem.js';
import type { EgressGuard } from '../kit/egress/egress.js';

export class GuardedPool {
  readonly #open = new Map<string, Promise<Connection>>();
  readonly #live = new Set<Connection>();
  #closed = false;

  constructor(
    private readonly egress: EgressGuard,
    private readonly clientId: string,
    private readonly options: ConnectionOptions,
  ) {}

  /** @throws NetworkError with the guard's Problem or the network's error as cause. */
  get(broker: Broker | undefined): Promise<Connection> {
    // The client's word for: ask the cluster again who leads.
    if (!broker) return Promise.reject(new NetworkError('no such broker now', { canRetry: true, hasStaleMetadata: true }));
    const key = `${broker.host}:${broker.port}`;
    const known = this.#open.get(key);
    if (known) return known;
    const dialled = this.#dial(broker, () => {
      if (this.#open.get(key) === dialled) this.#open.delete(key);
    });
    this.#open.set(key, dialled);
    dialled.catch(() => {
      if (this.#open.get(key) === dialled) this.#open.delete(key);
    });
    return dialled;
  }

  async first(brokers: readonly Broker[]): Promise<Connection> {
    const errors: Error[] = [];
    for (const broker of brokers)
      try {
        return await this.get(broker);
      } catch (error) {
        errors.push(error instanceof Error ? error : new Error('no connection'));
      }
    throw new MultipleErrors('no broker can be reached', errors);
  }

  /** Cuts what is open: a request in flight fails at once, for whoever waited has given up. */
  destroy(): void {
    this.#closed = true;
    for (const connection of this.#live) connection.socket.destroy();
    this.#live.clear();
    this.#open.clear();
  }

  async #dial(broker: Broker, onGone: () => void): Promise<Connection> {
    const errors: Error[] = [];
    for (const address of await this.#addresses(broker.host)) {
      // The certificate must be for the broker's name, whatever address we dial.
      const named = isIP(broker.host) ? {} : { tlsServerName: broker.host };
      const connection = new Connection(this.clientId, { ...this.options, ...named });
      connection.on('error', onGone);
      connection.on('close', () => {
        this.#live.delete(connection);
        onGone();
      });
      try {
        await connection.connect(address, broker.port);
      } catch (error) {
        connection.socket.destroy();
        errors.push(error instanceof Error ? error : new Error('no connection'));
        continue;
      }
      if (this.#closed) {
        connection.socket.destroy();
        throw new NetworkError('the destination was closed', { canRetry: false });
      }
      this.#live.add(connection);
      return connection;
    }
    throw errors.length === 1 && errors[0] ? errors[0] : new MultipleErrors('no address of the broker can be reached', errors);
  }

  async #addresses(host: string): Promise<readonly string[]> {
    try {
      return await this.egress.addresses(host, this.options.tls ? undefined : 'http:');
    } catch (cause) {
      // A refusal of ours stays one: trying again changes nothing.
      throw new NetworkError('no address', { cause: inKafkasWords(cause, host), canRetry: !(cause instanceof Problem) });
    }
  }
}

function inKafkasWords(cause: unknown, host: string): Error {
  if (cause instanceof Problem && cause.code === 'EGRESS_PLAIN_HTTP')
    return new Problem(
      'config',
      `Kafka without TLS at ${host} is refused: set tls to true, or, for a host inside your own network, add it to FREEHUB_EGRESS_ALLOW`,
      { code: 'EGRESS_PLAIN_HTTP' },
    );
  return cause instanceof Error ? cause : new Error('the host could not be resolved');
}
