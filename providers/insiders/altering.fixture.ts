/** A sandbox behind a proxy that alters answers on their way: what a provider should not say, and one day will. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** @returns what is answered instead, or nothing to pass the answer on. */
export type Alter = (path: string, answer: Answer) => Altered | Promise<Altered>;
type Altered = Partial<Answer> | null | undefined;

export class AlteringProxy {
  /** Asked for each answer; null = all are passed on. */
  alter: Alter | null = null;
  /** Method and path of each request so far. */
  readonly seen: string[] = [];
  url = '';

  private constructor(private readonly behind: { readonly url: string; close(): Promise<void> }) {}

  /** @param behind its own from then on */
  static async before(behind: { readonly url: string; close(): Promise<void> }): Promise<AlteringProxy> {
    const proxy = new AlteringProxy(behind);
    proxy.server.listen(0, '127.0.0.1');
    await new Promise((resolve) => proxy.server.once('listening', resolve));
    proxy.url = `http://127.0.0.1:${(proxy.server.address() as AddressInfo).port}`;
    return proxy;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.behind.close();
  }

  private readonly server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/';
    this.seen.push(`${incoming.method ?? ''} ${path}`);
    const pass = async (): Promise<void> => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const headers = without(incoming.headers, ['host', 'connection', 'content-length']);
      const answer = await request(`${this.behind.url}${path}`, {
        method: (incoming.method ?? 'GET') as 'GET',
        headers,
        ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
      });
      const text = await answer.body.text();
      const told = without(answer.headers, ['content-length', 'connection', 'transfer-encoding', 'keep-alive']);
      const plain = { status: answer.statusCode, headers: told, text };
      const altered = { ...plain, ...(await this.alter?.(path, plain)) };
      outgoing.writeHead(altered.status, altered.headers).end(altered.text);
    };
    pass().catch(() => outgoing.destroy());
  });
}

const without = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
  names: readonly string[],
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || names.includes(name) ? [] : [[name, String(value)]],
    ),
  );

/** Of the detail of one ride. */
export const isDetail = (path: string, id: string): boolean => path === `/v1/activities/${id}`;
export const NOT_FOUND = { status: 404, text: '{"error":{"code":"not_found"}}' };

/** The same JSON with other members. */
export const withMembers = (text: string, members: object): string =>
  JSON.stringify({ ...(JSON.parse(text) as object), ...members });
