/** The dashboard's first page as it is sent: with a policy of its own. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { html } from '../connect/pages/html.js';
import { page } from '../connect/pages/page.js';

/** The build leaves it where the library of components takes the nonce for the styles that it makes. */
const PLACEHOLDER = '__CSP_NONCE__';

interface FirstPage {
  readonly status: number;
  readonly body: string;
  readonly policy: string;
}

const policyOf = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "manifest-src 'self'",
  ].join('; ');

const notBuilt = (): string =>
  page(
    'Dashboard',
    html`<h1>The dashboard is not built</h1>
      <p>Run <code>npm run build</code> in the project’s folder, and open this page again. Nothing has to be restarted.</p>
      <p>Everything that it does can be done with the command <code>npm run freehub</code> too.</p>`,
  );

/** Read anew for each answer, so that a build is seen at once. @param folder of the build */
export async function firstPage(folder: string): Promise<FirstPage> {
  const nonce = randomBytes(16).toString('base64');
  const built = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null);
  return {
    status: built === null ? 503 : 200,
    body: built?.replaceAll(PLACEHOLDER, nonce) ?? notBuilt(),
    policy: policyOf(nonce),
  };
}
