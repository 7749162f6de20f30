/** The pages of whoever comes without knowing where to. */
import { html } from '../connect/pages/html.js';
import { page } from '../connect/pages/page.js';

export const rootPage = (): string =>
  page(
    'Freehub',
    html`<h1>Freehub runs here</h1>
      <p>It connects fitness accounts and delivers their data to the apps that asked for them.</p>
      <ul class="choices">
        <li><a class="button" href="/dashboard/">Open the dashboard</a></li>
        <li><a class="button" href="/docs">Documentation of its APIs</a></li>
      </ul>
      <p>
        Operators use the dashboard, the command <code>npm run freehub</code> or the admin API below <code>/admin</code>. Athletes
        come by a link that an app has made for them.
      </p>`,
  );

export const connectHelpPage = (): string =>
  page(
    'Connect an account',
    html`<h1>A link is needed</h1>
      <p>
        Accounts are connected by a link of your own, which the app that you use makes for you. Please go there and start again.
      </p>
      <p>
        Operators make one with the command <code>freehub connect</code>, apps with a call of <a href="/docs/v2">the API</a>.
      </p>`,
  );
