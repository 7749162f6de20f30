/** The api with its dashboard, and a browser in front of it. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type TestApi, startTestApi } from '../../support/api.js';
import { until } from '../../support/until.js';
import { DESKTOP, launch } from '../browser.js';

export interface Seen {
  readonly page: Page;
  /** What the browser complained of: errors of scripts, of the console, and of the content security policy. */
  readonly complaints: string[];
  close(): Promise<void>;
}

export interface Desk {
  readonly api: TestApi;
  readonly browser: Browser;
  /** A window of its own. @param token logs in with it first, without the form; null = nobody */
  open(token: string | null, options?: BrowserContextOptions): Promise<Seen>;
  close(): Promise<void>;
}

/** @param path below `/dashboard` */
export const addressOf = (url: string, path: string): string => `${url}/dashboard${path}`;

export async function openDesk(): Promise<Desk> {
  const api = await startTestApi();
  try {
    await api.listen();
    const browser = await launch();
    return {
      api,
      browser,
      open: (token, options = DESKTOP) => openWindow(browser, api.url, token, options),
      close: async () => {
        await browser.close();
        await api.close();
      },
    };
  } catch (error) {
    await api.close();
    throw error;
  }
}

export async function openWindow(
  browser: Browser,
  url: string,
  token: string | null,
  options: BrowserContextOptions = DESKTOP,
): Promise<Seen> {
  const context = await browser.newContext({ reducedMotion: 'reduce', timezoneId: 'Europe/Zurich', ...options });
  if (token !== null) {
    const answer = await context.request.post(`${url}/admin/session`, { data: { token } });
    if (!answer.ok()) throw new Error(`log-in answered ${answer.status()}: ${await answer.text()}`);
  }
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A refusal of the api is told as an error too: pages show those themselves.
    if (
      (message.type() === 'error' && !/the server responded with a status of 4\d\d/.test(message.text())) ||
      /Content.Security.Policy/i.test(message.text())
    )
      complaints.push(message.text());
  });
  return { page, complaints, close: () => context.close() };
}

/** Loaded: its heading is there, nothing loads any more, no fonts or transitions are under way. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  // By asking again: the policy lets no code of ours wait within the page.
  await until('what is loading', async () => (await page.locator('[aria-busy=true]').count()) === 0);
  await page.evaluate('document.fonts.ready.then(() => undefined)');
}
