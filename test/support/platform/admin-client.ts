/** The admin API as a client calls it, checked by its own contract. */
import type { z } from 'zod';
import type { Route } from '../../../apps/api/admin/contract/route.js';

export interface AdminCall<Each extends Route> {
  readonly params?: z.input<Each['params']>;
  readonly query?: z.input<Each['query']>;
  readonly body?: z.input<Each['body']>;
}

export class AdminClient {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** @throws Error with status and answer when it is not the route's status. */
  async call<Each extends Route>(route: Each, { params, query, body }: AdminCall<Each> = {}): Promise<z.output<Each['answer']>> {
    const given: Record<string, unknown> = { ...params };
    const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(given[name])));
    const search = new URLSearchParams(
      Object.entries<unknown>({ ...query }).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const response = await fetch(`${this.url}/admin${path}${search.size > 0 ? `?${search.toString()}` : ''}`, {
      method: route.method,
      headers: { authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status !== route.status) throw new Error(`${route.id} answered ${response.status}: ${text.slice(0, 500)}`);
    return route.answer.parse(JSON.parse(text)) as z.output<Each['answer']>;
  }
}
