/** The description of the Terra-compatible API. */
import { z } from 'zod';
import { openApiDocument } from '../../http/openapi/document.js';
import { routes } from '../contract/index.js';

/** @param url where the api is reached. */
export const terraDocument = (url: string): object =>
  openApiDocument({
    title: 'Freehub, Terra-compatible API',
    description:
      'The calls of Terra’s clients: connect users, look them up, ask for their data. Everything is there under `/v2` and under `/api/v2`. Unknown fields and query parameters are ignored.',
    servers: [url, `${url}/api`],
    base: '/v2',
    routes,
    securitySchemes: {
      devId: { type: 'apiKey', in: 'header', name: 'dev-id', description: 'Which environment.' },
      apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'A key of that environment.' },
    },
    needs: 'all',
    refusals: {
      400: 'An input is wrong; `errors` names each field.',
      401: '`dev-id` or `x-api-key` is missing or wrong.',
      405: 'The address takes other methods: see `Allow`.',
      414: 'The address is too long.',
      415: 'The body is not JSON.',
      503: 'A server that is needed did not answer; try again.',
    },
    problem: { status: z.literal('error'), message: z.string().describe('The same as `detail`.') },
  });
