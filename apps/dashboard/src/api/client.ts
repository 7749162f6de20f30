/** The admin API by its own document: paths, inputs and answers are typed by schema.ts. */
import createClient from 'openapi-fetch';
import { ApiProblem } from './problem.js';
import type { components, paths } from './schema.js';

export type Schemas = components['schemas'];

let csrfToken: string | null = null;
let onLoggedOut: () => void = () => undefined;

/** From the session: the api takes no change by the cookie without it. */
export const keepCsrfToken = (token: string | null): void => {
  csrfToken = token;
};

/** @param action runs when the api says that nobody is logged in (any more) */
export const whenLoggedOut = (action: () => void): void => {
  onLoggedOut = action;
};

export const api = createClient<paths>({ baseUrl: '', credentials: 'same-origin' });

api.use({
  onRequest({ request }) {
    if (csrfToken !== null && request.method !== 'GET') request.headers.set('x-csrf-token', csrfToken);
    return request;
  },
});

/** What `api.GET(…)` and its like come to. */
interface Called<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** The answer itself. @throws ApiProblem with the server's own sentence */
export async function answerOf<Data>(call: Promise<Called<Data>>): Promise<Data> {
  let called: Called<Data>;
  try {
    called = await call;
  } catch (cause) {
    throw ApiProblem.unreachable(cause);
  }
  const { data, error, response } = called;
  if (data !== undefined) return data;
  const problem = ApiProblem.read(response, error);
  if (problem.status === 401 && !response.url.endsWith('/admin/session')) onLoggedOut();
  throw problem;
}
