import type { Scope } from '../store/grants.js';

/** A request whose client and redirect URI are known: from here on errors go back to the client. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly Scope[];
  readonly state: string | undefined;
  readonly challenge: string;
  readonly loginHint: string | undefined;
}
