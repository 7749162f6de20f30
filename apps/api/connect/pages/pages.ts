/** The pages that an athlete sees. Plain HTML: they work without script, on a phone first. */
import { type Html, html } from './html.js';
import { page as frame } from './page.js';

export interface ProviderChoice {
  readonly id: string;
  readonly title: string;
}

const FOOTER = 'Served by Freehub, on the servers of the app that sent you here.';
const page = (title: string, body: Html): string => frame(title, body, FOOTER);

/** Which account to connect. */
export const choicePage = (app: string, sessionId: string, choices: readonly ProviderChoice[], problem: string | null): string =>
  page(
    'Connect an account',
    html`<h1>Connect your account</h1>
      <p>
        <strong>${app}</strong> asks to receive your activities: rides and workouts with their time, distance, heart rate, power,
        cadence and position. You will log in at the provider and can say no there. You can end this at any time.
      </p>
      ${problem ? html`<p class="problem" role="alert">${problem} You can try again.</p>` : null}
      ${choices.length === 0 ? html`<p class="problem" role="alert">There is no provider to choose: the app has not set one up yet.</p>` : null}
      <ul class="choices">
        ${choices.map(
          (choice) =>
            html`<li>
              <form method="post" action="/connect/${sessionId}/start">
                <input type="hidden" name="provider" value="${choice.id}" />
                <button type="submit">Continue with ${choice.title}</button>
              </form>
            </li>`,
        )}
      </ul>`,
  );

/** It worked, and the app gave no address to go back to. @param shared in an athlete's words */
export const connectedPage = (app: string, provider: string, shared: readonly string[]): string =>
  page(
    'Connected',
    html`<h1>Connected</h1>
      <p role="status">
        Your ${provider} account is connected to <strong>${app}</strong>. New activities arrive there by themselves. You can close
        this page.
      </p>
      ${
        shared.length > 0
          ? html`<h2>What is shared</h2>
              <ul>
                ${shared.map((words) => html`<li>${words}</li>`)}
              </ul>`
          : null
      }
      <p>
        To end it, disconnect in ${app}: your data is then deleted here. If you remove the app in your ${provider} settings,
        nothing new arrives.
      </p>`,
  );

/** It did not work, and the app gave no address to go back to. @param problem in an athlete's words (words.ts) @param heading what happened, in a few words */
export const problemPage = (problem: string, retryPath: string | null, heading = 'Not connected'): string =>
  page(
    heading,
    html`<h1>${heading}</h1>
      <p class="problem" role="alert">${problem}</p>
      ${retryPath ? html`<p><a class="button" href="${retryPath}">Try again</a></p>` : null}`,
  );
