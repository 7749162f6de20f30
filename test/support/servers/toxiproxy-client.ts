/** Asks the shared toxiproxy for proxies, and them for faults. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';

/** In Toxiproxy's words: `downstream` goes to the client, `upstream` to the server. */
type Stream = 'downstream' | 'upstream';

const made = z.object({ listen: z.string() });

export class Toxiproxy {
  constructor(readonly url: string) {}

  /** A proxy of the caller's own in front of a server on `host:port`. Remove it in the end. */
  async proxy(upstream: string): Promise<FaultProxy> {
    const name = `proxy-${randomBytes(8).toString('hex')}`;
    const answer = await this.call('POST', '/proxies', { name, listen: '127.0.0.1:0', upstream, enabled: true });
    const { listen } = made.parse(answer);
    return new FaultProxy(this, name, Number(listen.slice(listen.lastIndexOf(':') + 1)));
  }

  async call(method: 'POST' | 'DELETE' | 'GET', path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`toxiproxy ${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }
}

/** One proxy. Faults hold for open connections too, add up, and last until `heal`. */
export class FaultProxy {
  readonly host = '127.0.0.1';
  /** Of the faults that are on. */
  readonly #toxics: string[] = [];

  constructor(
    private readonly toxiproxy: Toxiproxy,
    private readonly name: string,
    readonly port: number,
  ) {}

  /** Connections are cut, new ones refused. */
  async refuse(): Promise<void> {
    await this.#enable(false);
  }

  /** The server gets everything and commits; its answer is lost: the connection is reset as soon as the first byte of it arrives. */
  async cutAnswers(): Promise<void> {
    await this.#add('reset_peer', 'downstream', { timeout: 0 });
  }

  /** The answer ends after so many bytes, counted per connection. */
  async cutAnswersAfter(bytes: number): Promise<void> {
    await this.#add('limit_data', 'downstream', { bytes });
  }

  /** The request ends after so many bytes, counted per connection: the server never gets the whole of it. */
  async cutRequestsAfter(bytes: number): Promise<void> {
    await this.#add('limit_data', 'upstream', { bytes });
  }

  /** The server gets everything and commits; its answer never comes, the connection stays open. */
  async neverAnswer(): Promise<void> {
    await this.#add('timeout', 'downstream', { timeout: 0 });
  }

  /** Half-open: the connection stands, but nothing passes either way, as when the other machine has lost its power. */
  async halfOpen(): Promise<void> {
    await this.#add('timeout', 'upstream', { timeout: 0 });
    await this.#add('timeout', 'downstream', { timeout: 0 });
  }

  async delay(milliseconds: number, jitterMs = 0): Promise<void> {
    await this.#add('latency', 'downstream', { latency: milliseconds, jitter: jitterMs });
  }

  async limitBandwidth(kilobytesPerSecond: number, stream: Stream = 'upstream'): Promise<void> {
    await this.#add('bandwidth', stream, { rate: kilobytesPerSecond });
  }

  /** Ends all faults. Connections that a fault has broken stay broken. */
  async heal(): Promise<void> {
    for (const toxic of this.#toxics.splice(0)) await this.toxiproxy.call('DELETE', `/proxies/${this.name}/toxics/${toxic}`);
    await this.#enable(true);
  }

  async remove(): Promise<void> {
    await this.toxiproxy.call('DELETE', `/proxies/${this.name}`);
  }

  async #add(type: string, stream: Stream, attributes: Readonly<Record<string, number>>): Promise<void> {
    const name = `${type}-${stream}`;
    await this.toxiproxy.call('POST', `/proxies/${this.name}/toxics`, { name, type, stream, toxicity: 1, attributes });
    this.#toxics.push(name);
  }

  async #enable(enabled: boolean): Promise<void> {
    await this.toxiproxy.call('POST', `/proxies/${this.name}`, { enabled });
  }
}
