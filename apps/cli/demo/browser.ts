/** As much of a browser as the athlete's way needs: cookies, redirects, plain HTML forms. */
import { request } from 'undici';
import { Problem } from '../../../model/problem.js';
import { NO_ANSWER } from '../client/no-answer.js';
import { type Form, formsOf } from './html-form.js';

export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly html: string;
}

const MOST_REDIRECTS = 5;

export class Browser {
  /** Cookies by host and port. Real browsers share them between ports; nothing here depends on that. */
  readonly #cookies = new Map<string, Map<string, string>>();

  constructor(private readonly signal: AbortSignal) {}

  open(url: string): Promise<Page> {
    return this.#go('GET', new URL(url), null);
  }

  /** @param choices what the person ticks and presses; they replace the form's own values of the same name. */
  submit(page: Page, form: Form, choices: Readonly<Record<string, string>> = {}): Promise<Page> {
    const fields = [...form.fields.filter(([name]) => !(name in choices)), ...Object.entries(choices)];
    return this.#go(
      'POST',
      new URL(form.action, page.url),
      new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])),
    );
  }

  async #go(method: 'GET' | 'POST', url: URL, body: URLSearchParams | null, redirects = 0): Promise<Page> {
    const jar = this.#cookies.get(url.host) ?? new Map<string, string>();
    const { answer, html } = await this.#exchange(method, url, body, jar);
    for (const cookie of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    this.#cookies.set(url.host, jar);
    const { location } = answer.headers;
    if (answer.statusCode < 300 || answer.statusCode >= 400 || typeof location !== 'string')
      return { url, status: answer.statusCode, html };
    if (redirects === MOST_REDIRECTS) throw new Problem('transient', `${url.host} redirects without end`);
    return this.#go('GET', new URL(location, url), null, redirects + 1);
  }

  async #exchange(method: 'GET' | 'POST', url: URL, body: URLSearchParams | null, jar: ReadonlyMap<string, string>) {
    try {
      const answer = await request(url, {
        method,
        headers: {
          accept: 'text/html',
          ...(jar.size === 0 ? {} : { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') }),
          ...(body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        body: body?.toString() ?? null,
        signal: this.signal,
      });
      return { answer, html: await answer.body.text() };
    } catch (cause) {
      if (this.signal.aborted) throw new Problem('canceled', `opening ${url.host}${url.pathname} was stopped`, { cause });
      throw new Problem('transient', `${url.host}${url.pathname} got no answer`, { cause, code: NO_ANSWER });
    }
  }
}

/** @throws Problem transient with the page's own alert when the page holds no such form. */
export function formOf(page: Page, matches: (form: Form) => boolean): Form {
  const form = page.status < 400 ? formsOf(page.html).find(matches) : undefined;
  if (form) return form;
  throw refusedBy(page);
}

/** What a page says is wrong. */
export function refusedBy({ url, status, html }: Page): Problem {
  const [, alert = ''] = /role="alert"[^>]*>([^<]*)</.exec(html) ?? [];
  return new Problem(
    'transient',
    `${url.host}${url.pathname} (${status}) did not go on${alert === '' ? '' : `: ${alert.trim()}`}`,
  );
}
