import { html, page } from '../http/html.js';
import type { Scope } from '../store/grants.js';
import type { StoredRider } from '../store/riders.js';
import type { AuthorizationRequest } from './request.js';

const MEANING: Record<Scope, string> = {
  'activity:read': 'See my activities',
  'profile:read': 'See my profile',
  offline_access: 'Keep access when I am away',
};
/** A page with a hundred thousand choices helps nobody: the others are reached by login_hint. */
const SHOWN = 50;

/** Choose who you are and what you share. No script. */
export function consentPage(request: AuthorizationRequest, riders: readonly StoredRider[]): string {
  const chosen = riders.find(({ id }) => id === request.loginHint) ?? riders[0];
  const shown = riders.slice(0, SHOWN);
  if (chosen && !shown.includes(chosen)) shown.unshift(chosen);
  const hidden = {
    response_type: 'code',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    scope: request.scopes.join(' '),
    ...(request.state !== undefined && { state: request.state }),
    code_challenge: request.challenge,
    code_challenge_method: 'S256',
  };
  return page(
    'Connect to Insiders (sandbox)',
    html`<h1>Share your rides?</h1>
      <p>
        <strong>${request.clientId}</strong> asks for access to your Insiders account. You go back to
        <strong>${new URL(request.redirectUri).host}</strong>.
      </p>
      <form method="post" action="/oauth/authorize">
        ${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
        <fieldset>
          <legend>Who are you?</legend>
          ${shown.map(({ id, rider }) => html`<label><input type="radio" name="rider" value="${id}" ${checked(id === chosen?.id)} required /> ${rider.firstName} ${rider.lastName}</label>`)}
        </fieldset>
        <fieldset>
          <legend>What do you share?</legend>
          ${request.scopes.map((scope) => html`<label><input type="checkbox" name="granted" value="${scope}" ${checked(true)} /> ${MEANING[scope]}</label>`)}
        </fieldset>
        <div class="row">
          <button name="decision" value="allow">Allow</button
          ><button class="quiet" name="decision" value="deny" formnovalidate>Do not allow</button>
        </div>
      </form>`,
  );
}

const checked = (yes: boolean) => (yes ? html` checked` : html``);

/** The request cannot be answered to anybody: tell the person. */
export const refusalPage = (reason: string): string =>
  page(
    'Cannot connect',
    html`<h1>This request cannot be answered</h1>
      <p role="alert">${reason}.</p>
      <p>Go back to the app that sent you here and tell its makers.</p>`,
  );
