/** Judges answers of the api: by Terra's published schemas, and by the document that we publish ourselves. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { DATA_TYPES, MODELS } from '../../../model/terra/index.js';
import type { Published } from './published.js';
import type { Exchange } from './wire-tap.js';

/** What we do differently on purpose, each with the reason. `checks`: what holds instead. */
interface Difference {
  readonly name: string;
  readonly why: string;
  is(exchange: Exchange): boolean;
  checks(published: Published, body: unknown): string;
}

const DATA_PATHS: ReadonlySet<string> = new Set(DATA_TYPES.map((type) => `/${type}`));
const listed = z.looseObject({ users: z.array(z.unknown()) });
const withUser = z.looseObject({ user: z.unknown() });
const problem = (published: Published, body: unknown): string =>
  published.isWhole ? published.errors('Problem', body) : (ownProblem.safeParse(body).error?.message ?? '');
const ownProblem = z.looseObject({ type: z.string(), title: z.string(), instance: z.string() });
const users = (published: Published, body: unknown): string =>
  listed
    .parse(body)
    .users.map((user) => published.errors('TerraUser', user))
    .join('');

/** The first that fits is taken. */
export const DIFFERENCES: readonly Difference[] = [
  {
    name: 'every refusal is a problem document',
    why: 'the published document names 400, 401 and 404 only; 409, 424 and 429 arise as well',
    is: ({ status }) => status >= 400,
    checks: problem,
  },
  {
    name: 'userInfo of a reference is {status, users}',
    why: "published: a bare array; Terra's clients and its sample app read `users`",
    is: ({ path, url, status }) =>
      path === '/userInfo' && status === 200 && url.includes('reference_id=') && !url.includes('user_id='),
    checks: users,
  },
  {
    name: 'data that comes late is acknowledged with 202',
    why: 'published: 200 whatever happens; 202 tells a client that asked for data that it gets none now',
    is: ({ path, status }) => DATA_PATHS.has(path) && status === 202,
    checks: (published, body) => (published.isWhole ? published.errors('DataSentToWebhook', body) : ''),
  },
  {
    name: 'PATCH /users is there',
    why: 'all published clients call it, the published document has dropped it',
    is: ({ method, path }) => method === 'PATCH' && path.startsWith('/users/'),
    checks: (published, body) => published.errors('TerraUser', withUser.parse(body).user),
  },
];

const described = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) }))),
});

/** @param ownDocument our `/v2/openapi.json`. @returns one line for each fault. */
export function faultsOfAnswers(published: Published, ownDocument: object, exchanges: readonly Exchange[]): string[] {
  const own = new OwnDocument(ownDocument);
  return exchanges.flatMap((exchange) => {
    const { method, path, url, status, headers, body } = exchange;
    const faults: string[] = [];
    if (!/^[0-9a-f-]{36}$/.test(headers['terra-reference'] ?? '')) faults.push('has no terra-reference');
    const json: unknown = parsed(body);
    if (json === undefined) return [`${method} ${url} ${status}: is not JSON`];
    const theirs = ofPublished(published, exchange, json);
    if (theirs !== '') faults.push(`published: ${theirs}`);
    const ours = own.errors(method, path, status, json);
    if (ours !== '') faults.push(`our document: ${ours}`);
    return faults.map((fault) => `${method} ${url.slice(0, 200)} ${status}: ${fault}`);
  });
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

function ofPublished(published: Published, exchange: Exchange, body: unknown): string {
  const different = DIFFERENCES.find((one) => one.is(exchange));
  if (different) return different.checks(published, body);
  const { method, path, status } = exchange;
  if (published.isWhole) return published.errorsOfAnswer(method, path, status, body) ?? 'this answer is not published';
  return ofCopy(published, path, body);
}

/** Without the whole document: the users and the records in it. */
function ofCopy(published: Published, path: string, body: unknown): string {
  const {
    user,
    users: several = [],
    data,
    athlete,
  } = z
    .looseObject({ user: z.unknown(), users: z.array(z.unknown()).optional(), data: z.unknown(), athlete: z.unknown() })
    .catch({ user: undefined, data: undefined, athlete: undefined, users: Array.isArray(body) ? (body as unknown[]) : [] })
    .parse(body);
  const type = DATA_TYPES.find((one) => path === `/${one}`);
  const paged = z.object({ results: z.array(z.unknown()) }).safeParse(data).data?.results ?? [];
  return [
    ...[...(user === undefined ? [] : [user]), ...several, ...paged].map((one) => published.errors('TerraUser', one)),
    ...(type && Array.isArray(data) ? data.map((one) => published.errors(MODELS[type].title, one)) : []),
    ...(athlete === undefined ? [] : [published.errors('Athlete', athlete)]),
  ].join('');
}

class OwnDocument {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  readonly #paths: z.infer<typeof described>['paths'];

  constructor(document: object) {
    this.#ajv.addSchema(document, 'own');
    this.#paths = described.parse(document).paths;
  }

  errors(method: string, path: string, status: number, body: unknown): string {
    const template = Object.keys(this.#paths).find((one) =>
      new RegExp(`^${one.replace(/\{\w+\}/g, '[^/]+')}$`).test(`/v2${path}`),
    );
    const responses = this.#paths[template ?? '']?.[method.toLowerCase()]?.responses;
    if (template === undefined || responses === undefined) return 'does not have this call';
    if (!(String(status) in responses)) return `does not have status ${status}`;
    const type = status >= 400 ? 'application~1problem+json' : 'application~1json';
    const at = `own#/paths/${encodeURIComponent(template.replaceAll('/', '~1'))}/${method.toLowerCase()}/responses/${status}/content/${type}/schema`;
    const validate = this.#ajv.getSchema(at);
    if (!validate) return `has no schema at ${at}`;
    return validate(body) ? '' : this.#ajv.errorsText(validate.errors).slice(0, 600);
  }
}
