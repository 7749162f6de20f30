/** The admin API as a client calls it, checked by its own contract. */
import type { z } from 'zod';
import { type GivenTo, type Route, statusOf } from '../../../apps/api/http/contract/route.js';

export class AdminClient {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** @throws Error with status and answer when it is not the route's status. */
  async call<Each extends Route>(route: Each, { params, query, body }: GivenTo<Each> = {}): Promise<z.output<Each['answer']>> {
    const fields = (value: unknown): Readonly<Record<string, unknown>> =>
      Object.fromEntries(Object.entries(typeof value === 'object' && value !== null ? value : {}));
    const given = fields(params);
    const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(given[name])));
    const search = new URLSearchParams(
      Object.entries(fields(query)).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const response = await fetch(`${this.url}/admin${path}${search.size > 0 ? `?${search.toString()}` : ''}`, {
      method: route.method,
      headers: { authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status !== statusOf(route)) throw new Error(`${route.id} answered ${response.status}: ${text.slice(0, 500)}`);
    return route.answer.parse(JSON.parse(text)) as z.output<Each['answer']>;
  }
}
