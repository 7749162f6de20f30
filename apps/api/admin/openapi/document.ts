/** The OpenAPI 3.1 document, made from the schemas that the server checks by. */
import { z } from 'zod';
import { type ZodOpenApiOperationObject, type ZodOpenApiPathsObject, createDocument } from 'zod-openapi';
import { routes } from '../contract/index.js';
import type { Route } from '../contract/route.js';

const problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    instance: z.string(),
    detail: z.string(),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .describe('Which inputs are wrong, and how.'),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });

const refused = (description: string) => ({ description, content: { 'application/problem+json': { schema: problem } } });
const hasFields = (schema: z.ZodObject): boolean => Object.keys(schema.shape).length > 0;

function operation(route: Route): ZodOpenApiOperationObject {
  const noBody = route.body instanceof z.ZodUndefined;
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    requestParams: {
      ...(hasFields(route.params) ? { path: route.params } : {}),
      ...(hasFields(route.query) ? { query: route.query } : {}),
    },
    ...(noBody ? {} : { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }),
    responses: {
      [`${route.status}` as '200']: { description: 'Done', content: { 'application/json': { schema: route.answer } } },
      '400': refused('An input is wrong; `errors` names each field.'),
      '401': refused('The admin token is missing or wrong.'),
      '404': refused('There is no such thing in this environment.'),
      '409': refused('Its state does not allow that, or the name is taken.'),
      '422': refused('Something is set up wrongly.'),
      '503': refused('A server that is needed did not answer; try again.'),
    },
  };
}

/** @param url where the api is reached. */
export function openApiDocument(url: string): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = `/admin${route.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Freehub admin API',
      version: '1',
      description: 'Environments, providers, destinations, connections, backfills and deliveries. Every change is audited.',
    },
    servers: [{ url }],
    security: [{ admin: [] }],
    components: { securitySchemes: { admin: { type: 'http', scheme: 'bearer', description: 'FREEHUB_ADMIN_TOKEN' } } },
    paths,
  });
}
