/** The one way out: every host that a user typed is resolved, checked and connected to here. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { Agent, buildConnector } from 'undici';
import type { Dispatcher } from 'undici';
import { Problem } from '../../../model/problem.js';
import { AllowList, isPublic, parseAddress } from './addresses.js';
import { guardedAgents } from './guarded-agents.js';
import type { GuardedAgents } from './guarded-agents.js';
import { guardedFetch } from './guarded-fetch.js';
import { GuardedSocket } from './guarded-socket.js';

export interface EgressOptions {
  /** Most sockets to one origin. Default 64: twice a webhook's concurrency, so two destinations on one host do not queue. */
  readonly connectionsPerOrigin?: number;
  readonly connectTimeoutMs?: number;
  /** All addresses of a host name; default the system's resolver. */
  readonly resolve?: (hostname: string) => Promise<readonly string[]>;
}

const systemResolve = async (hostname: string): Promise<readonly string[]> =>
  // IPv4 first: containers often have an IPv6 resolver and no IPv6 route.
  (await lookup(hostname, { all: true, order: 'ipv4first' })).map(({ address }) => address);

const bare = (host: string): string => host.replace(/^\[|\]$/g, '');

/**
 * Lets connections through to public addresses and to those that the operator allows (`FREEHUB_EGRESS_ALLOW`).
 * All addresses of a name must pass, and the socket goes to a checked one, so a second DNS answer cannot slip in.
 * Plain `http:` goes only to allowed addresses: health data does not cross the Internet in the clear.
 */
export class EgressGuard {
  readonly allow: readonly string[];
  readonly connectTimeoutMs: number;
  readonly #list: AllowList;
  readonly #resolve: (hostname: string) => Promise<readonly string[]>;
  readonly #connectionsPerOrigin: number;
  #agent: Agent | undefined;
  #agents: GuardedAgents | undefined;

  /** @throws TypeError for an entry that is no address, CIDR range or host name. */
  constructor(allow: readonly string[] = [], options: EgressOptions = {}) {
    this.allow = Object.freeze([...allow]);
    this.#list = new AllowList(allow);
    this.connectTimeoutMs = options.connectTimeoutMs ?? 5000;
    this.#resolve = options.resolve ?? systemResolve;
    this.#connectionsPerOrigin = options.connectionsPerOrigin ?? 64;
  }

  /** For undici's `request`: keep-alive, HTTP/1.1, no redirects (undici follows none unless told to). */
  get dispatcher(): Dispatcher {
    return (this.#agent ??= new Agent({
      connections: this.#connectionsPerOrigin,
      pipelining: 1,
      keepAliveTimeout: 10_000,
      allowH2: false,
      connect: this.#connector(),
    }));
  }

  /** For SDKs that take agents of node:http and node:https: keep-alive, each socket guarded. */
  get agents(): GuardedAgents {
    return (this.#agents ??= guardedAgents(
      (scheme) => new GuardedSocket((host) => this.addresses(host, scheme), this.connectTimeoutMs),
      this.#connectionsPerOrigin,
    ));
  }

  /** `fetch` behind the guard, for clients that take one. */
  readonly fetch: typeof globalThis.fetch = (input, init) => guardedFetch(this.dispatcher, input, init);

  /**
   * The addresses of `host` that may be connected to, all of them checked.
   * @throws Problem config when one is neither public nor allowed; the resolver's own error when there is none.
   */
  async addresses(host: string, scheme?: string): Promise<readonly string[]> {
    const name = bare(host);
    const found = isIP(name) ? [name] : await this.#resolve(name);
    if (found.length === 0) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
    for (const address of found) this.#assertAllowed(name, address, scheme);
    return found;
  }

  /** Whether a literal address may be connected to: for drivers that learn of addresses by themselves and ask at once. */
  allowsAddress(text: string): boolean {
    const address = parseAddress(bare(text));
    return address !== null && (this.#list.allows(address, bare(text)) || isPublic(address));
  }

  #assertAllowed(host: string, text: string, scheme?: string): void {
    const address = parseAddress(text);
    if (address && this.#list.allows(address, host)) return;
    if (!address || !isPublic(address)) throw blocked(host);
    if (scheme === 'http:') {
      throw new Problem(
        'config',
        `plain http to ${host} is refused: use https, or, for a host inside your own network, add it to FREEHUB_EGRESS_ALLOW`,
        { code: 'EGRESS_PLAIN_HTTP' },
      );
    }
  }

  /** Connects to a checked address. The caller owns the socket. @throws Problem config, or the network's own error. */
  connect(host: string, port: number): Promise<Socket> {
    const socket = this.socket();
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(socket);
      });
      socket.connect(port, host);
    });
  }

  /** A socket, not yet connected, whose `connect(port, host)` goes through the guard: for drivers that dial themselves (`pg`: `stream`). */
  socket(): Socket {
    return new GuardedSocket((host) => this.addresses(host), this.connectTimeoutMs);
  }

  /** Ends idle connections and waits for requests in flight. */
  async close(): Promise<void> {
    await this.#agent?.close();
    this.#agent = undefined;
    this.#agents?.http.destroy();
    this.#agents?.https.destroy();
    this.#agents = undefined;
  }

  /** undici's connector behind the check. A custom `lookup` alone would not see IP literals. */
  #connector(): buildConnector.connector {
    const dial = buildConnector({ timeout: this.connectTimeoutMs, allowH2: false, keepAlive: true });
    return (options, callback) => {
      const name = bare(options.hostname);
      const attempt = (addresses: readonly string[], index: number): void => {
        const hostname = addresses[index];
        if (hostname === undefined) return;
        dial({ ...options, hostname, servername: options.servername || (isIP(name) ? '' : name) }, (error, socket) => {
          if (!error) callback(null, socket);
          else if (index + 1 < addresses.length) attempt(addresses, index + 1);
          else callback(error, null);
        });
      };
      this.addresses(name, options.protocol).then(
        (addresses) => {
          attempt(addresses, 0);
        },
        (error: unknown) => {
          callback(error instanceof Error ? error : new Error(String(error)), null);
        },
      );
    };
  }
}

/** The same text whatever is there, so that nobody can map a private network by it. */
function blocked(host: string): Problem {
  return new Problem(
    'config',
    `${host} is not on the public Internet, and so is refused; to allow a host of your own network add it (name, address or CIDR range) to FREEHUB_EGRESS_ALLOW`,
    { code: 'EGRESS_BLOCKED' },
  );
}
