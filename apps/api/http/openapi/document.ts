/** OpenAPI 3.1 documents, made from the schemas that the server checks by. */
import { z } from 'zod';
import {
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiResponsesObject,
  createDocument,
} from 'zod-openapi';
import { type Route, statusOf } from '../contract/route.js';

type Info = Parameters<typeof createDocument>[0];

export interface Api {
  readonly title: string;
  readonly description: string;
  readonly servers: readonly string[];
  /** `/v2` */
  readonly base: string;
  readonly routes: readonly Route[];
  readonly securitySchemes: NonNullable<NonNullable<Info['components']>['securitySchemes']>;
  /** Which of them a call needs. */
  readonly needs: 'all' | 'any';
  /** What every route may be refused for, by status. Its own come on top. */
  readonly refusals: Readonly<Record<number, string>>;
  /** Beside the members of RFC 9457. */
  readonly problem: z.ZodRawShape;
}

const REFERENCE = {
  description: 'Names this request; events that it causes carry the same.',
  schema: { type: 'string', format: 'uuid' },
} as const;
const CREDENTIALS = 401;
/** A body is read wherever one may come, and so can be wrong. */
const OF_BODIES = { 413: 'The body is too large.', 415: 'The body is not JSON.' };

const hasFields = (schema: z.ZodObject | undefined): schema is z.ZodObject =>
  schema !== undefined && Object.keys(schema.shape).length > 0;

function problemSchema(members: z.ZodRawShape): z.ZodType {
  return z
    .object({
      type: z.literal('about:blank'),
      title: z.string(),
      instance: z.string(),
      detail: z.string(),
      ...members,
      code: z
        .string()
        .optional()
        .describe('What is wrong, for programs: upper-case words that stay the same, where there are some.'),
      errors: z
        .array(z.object({ field: z.string(), message: z.string() }))
        .optional()
        .describe('Which inputs are wrong, and how.'),
    })
    .meta({ id: 'Problem', description: 'RFC 9457' });
}

const sent = (schema: z.ZodType, { headers = {}, files = {} }: Pick<Route, 'headers' | 'files'>): ZodOpenApiResponseObject => ({
  description: 'Done',
  headers: {
    'terra-reference': REFERENCE,
    ...Object.fromEntries(
      Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } as const }]),
    ),
  },
  content: {
    'application/json': { schema },
    ...Object.fromEntries(
      Object.entries(files).map(([mediaType, description]) => [mediaType, { schema: fileSchema(mediaType, description) }]),
    ),
  },
});

/** Of a stream each event is checked by it. */
const EVENT = { event: { type: 'string' }, data: { type: 'string', description: 'JSON.' }, retry: { type: 'integer' } } as const;
const fileSchema = (mediaType: string, description: string) =>
  mediaType === 'text/event-stream'
    ? ({ type: 'object', properties: EVENT, description } as const)
    : ({ type: 'string', format: 'binary', description } as const);

const refused = (description: string, problem: z.ZodType): ZodOpenApiResponseObject => ({
  description,
  headers: { 'terra-reference': REFERENCE },
  content: { 'application/problem+json': { schema: problem } },
});

function responses(api: Api, problem: z.ZodType, route: Route): ZodOpenApiResponsesObject {
  const answers = { [statusOf(route)]: route.answer, ...route.also };
  const refusals = { ...api.refusals, ...(route.method === 'GET' ? {} : OF_BODIES), ...route.refusals };
  const all = new Map<string, ZodOpenApiResponseObject>();
  const { headers, files } = route;
  const usual = String(statusOf(route));
  for (const [status, schema] of Object.entries(answers))
    all.set(status, sent(schema, { ...(headers && { headers }), ...(files && status === usual && { files }) }));
  for (const [status, description] of Object.entries(refusals)) {
    if (!(route.open && Number(status) === CREDENTIALS && !(CREDENTIALS in (route.refusals ?? {}))))
      all.set(status, refused(description, problem));
  }
  return Object.fromEntries(all);
}

/** `z.unknown()` lets a body pass that means nothing. */
const takesBody = ({ body }: Route): boolean => body !== undefined && !(body instanceof z.ZodUnknown);

function operation(api: Api, problem: z.ZodType, route: Route): ZodOpenApiOperationObject {
  const { params, query, body } = route;
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    ...(route.open ? { security: [] } : {}),
    requestParams: { ...(hasFields(params) ? { path: params } : {}), ...(hasFields(query) ? { query } : {}) },
    ...(body && takesBody(route)
      ? {
          requestBody: {
            required: !body.safeParse(undefined).success,
            content:
              route.takes === 'file'
                ? { '*/*': { schema: { type: 'string', format: 'binary', description: body.description ?? '' } } }
                : { 'application/json': { schema: body } },
          },
        }
      : {}),
    responses: responses(api, problem, route),
  };
}

export function openApiDocument(api: Api): object {
  const problem = problemSchema(api.problem);
  const paths: ZodOpenApiPathsObject = {};
  for (const route of api.routes) {
    const path = `${api.base}${route.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(api, problem, route) };
  }
  const { title, description, servers, securitySchemes } = api;
  const schemes = Object.keys(securitySchemes);
  return createDocument({
    openapi: '3.1.0',
    info: { title, version: '1', description },
    servers: servers.map((url) => ({ url })),
    security:
      api.needs === 'any'
        ? schemes.map((name) => ({ [name]: [] }))
        : [Object.fromEntries(schemes.map((name): [string, string[]] => [name, []]))],
    components: { securitySchemes },
    paths,
  });
}
