import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { routes } from '../contract/index.js';

const schema = z.object({
  openapi: z.literal('3.1.0'),
  servers: z.array(z.object({ url: z.string() })),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        operationId: z.string(),
        security: z.array(z.unknown()).optional(),
        parameters: z
          .array(z.object({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema: z.unknown() }))
          .optional(),
        responses: z.record(z.string(), z.object({ headers: z.record(z.string(), z.unknown()) })),
      }),
    ),
  ),
});
let api: TestApi;
let document: z.output<typeof schema>;
beforeAll(async () => {
  api = await startTestApi();
  document = schema.parse((await api.call('GET', '/v2/openapi.json')).body);
}, 120_000);
afterAll(() => api.close());

describe('the description of the Terra-compatible API', () => {
  it('is there on both mounts, for everybody', async () => {
    expect((await api.call('GET', '/api/v2/openapi.json')).body).toEqual((await api.call('GET', '/v2/openapi.json')).body);
    expect(document.servers).toEqual([{ url: api.url }, { url: `${api.url}/api` }]);
    expect(document.security).toEqual([{ devId: [], apiKey: [] }]);
  });

  it('holds every route of the contract', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(routes.map(({ id }) => id).sort());
    const open = operations.filter(({ security }) => security?.length === 0).map(({ operationId }) => operationId);
    expect(open.sort()).toEqual(['listDetailedIntegrations', 'listIntegrations']);
  });

  it('has a handler behind every route, on both mounts', async () => {
    for (const mount of ['/v2', '/api/v2'])
      for (const { id, method, path, open } of routes) {
        const { status } = await api.call(method, `${mount}${path.replace(/:\w+/g, 'x')}`);
        expect([id, status]).toEqual([id, open ? 200 : 401]);
      }
  });

  it('says what each call takes and may answer', () => {
    const activity = document.paths['/v2/activity']?.['get'];
    expect(activity?.parameters).toEqual([
      expect.objectContaining({
        name: 'user_id',
        in: 'query',
        required: true,
        schema: expect.objectContaining({ type: 'string', format: 'uuid' }),
      }),
      expect.objectContaining({ name: 'start_date', required: true }),
      expect.objectContaining({ name: 'end_date' }),
      expect.objectContaining({ name: 'to_webhook', schema: expect.objectContaining({ type: 'boolean', default: true }) }),
      expect.objectContaining({ name: 'with_samples', schema: expect.objectContaining({ type: 'boolean', default: false }) }),
      expect.objectContaining({ name: 'summary_id' }),
    ]);
    expect(activity?.parameters?.slice(2).some(({ required }) => required)).toBe(false);
    expect(Object.keys(activity?.responses ?? {})).toEqual([
      '200',
      '202',
      '400',
      '401',
      '404',
      '405',
      '409',
      '414',
      '415',
      '424',
      '429',
      '503',
    ]);
    for (const operations of Object.values(document.paths))
      for (const { responses } of Object.values(operations))
        for (const { headers } of Object.values(responses)) expect(headers).toHaveProperty('terra-reference');
  });
});
