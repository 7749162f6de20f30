import { Socket } from 'node:net';

/** A socket that asks for the checked addresses of a host before it dials, and dials only those, in turn. */
export class GuardedSocket extends Socket {
  readonly #addresses: (host: string) => Promise<readonly string[]>;
  readonly #timeoutMs: number;

  constructor(addresses: (host: string) => Promise<readonly string[]>, timeoutMs: number) {
    super();
    this.#addresses = addresses;
    this.#timeoutMs = timeoutMs;
  }

  /** Only the form that drivers use; any other would go round the check. */
  override connect(...args: unknown[]): this {
    const [port, host, listener] = args;
    if (typeof port !== 'number' || typeof host !== 'string') throw new TypeError('a guarded socket connects with (port, host)');
    if (typeof listener === 'function')
      this.once('connect', () => {
        Reflect.apply(listener, this, []);
      });
    // As a socket is while it looks a name up: what is written now waits. Else node refuses it (ERR_SOCKET_CLOSED), and node:http writes at once.
    Object.assign(this, { connecting: true });
    this.#addresses(host).then(
      (addresses) => {
        this.#dial(port, host, addresses);
      },
      (error: unknown) => {
        this.destroy(error instanceof Error ? error : new Error('the host could not be resolved'));
      },
    );
    return this;
  }

  #dial(port: number, host: string, addresses: readonly string[]): void {
    if (this.destroyed) return;
    const slow = setTimeout(() => {
      this.destroy(Object.assign(new Error('connecting took too long'), { code: 'ETIMEDOUT' }));
    }, this.#timeoutMs);
    const stop = (): void => {
      clearTimeout(slow);
    };
    this.once('connect', stop).once('close', stop);
    const list = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const only = list.length === 1 ? list[0]?.address : undefined;
    super.connect({
      port,
      // The name is kept for error texts; the answer of `lookup` is the checked list, whatever DNS says now.
      host: only ?? host,
      autoSelectFamily: list.length > 1,
      lookup: (_name, options, answer) => {
        if (options.all) answer(null, list);
        else answer(null, list[0]?.address ?? '', list[0]?.family);
      },
    });
  }
}
