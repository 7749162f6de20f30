/** The description of the admin API. */
import { z } from 'zod';
import { openApiDocument } from '../../http/openapi/document.js';
import { routes } from '../contract/index.js';
import { sessionCookie } from '../http/own-pages.js';

/** @param url where the api is reached. */
export const adminDocument = (url: string): object =>
  openApiDocument({
    title: 'Freehub admin API',
    description:
      'Environments, providers, destinations, connections, backfills and deliveries. Every change is audited. A viewer’s token reads and changes nothing.',
    servers: [url],
    base: '/admin',
    routes,
    securitySchemes: {
      admin: { type: 'http', scheme: 'bearer', description: 'FREEHUB_ADMIN_TOKEN, or the token of an operator.' },
      session: {
        type: 'apiKey',
        in: 'cookie',
        name: sessionCookie(url).name,
        description: 'Set by POST /admin/session. Changes need the header `x-csrf-token` besides: `csrf_token` of the session.',
      },
    },
    needs: 'any',
    refusals: {
      400: 'An input is wrong; `errors` names each field.',
      401: 'The token is missing or wrong, or the session has ended.',
      403: 'A viewer may not change anything, or `x-csrf-token` is missing.',
      404: 'There is no such thing in this environment.',
      409: 'Its state does not allow that, or the name is taken.',
      414: 'A part of the address is too long.',
      422: 'Something is set up wrongly.',
      503: 'A server that is needed did not answer; try again.',
    },
    problem: { status: z.literal('error'), message: z.string().describe('The same as `detail`.') },
  });
