import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import specs from '@asyncapi/specs';
import { Ajv } from 'ajv';
import { z } from 'zod';
import { EVENTS } from '../../../../model/terra/events/catalog.js';
import { type TestApi, startTestApi } from '../../../../test/support/api.js';
import { HEADERS } from './headers.js';

const schema = z.object({
  channels: z.object({ webhook: z.object({ messages: z.record(z.string(), z.object({ $ref: z.string() })) }) }),
  operations: z.object({ deliver: z.object({ messages: z.array(z.object({ $ref: z.string() })) }) }),
  components: z.object({
    messages: z.record(
      z.string(),
      z.object({ payload: z.record(z.string(), z.unknown()), examples: z.array(z.object({ payload: z.unknown() })) }),
    ),
    schemas: z.object({ headers: z.record(z.string(), z.unknown()) }),
  }),
});

let api: TestApi;
let raw: unknown;
let document: z.output<typeof schema>;
beforeAll(async () => {
  api = await startTestApi();
  raw = (await api.call('GET', '/v2/asyncapi.json')).body;
  document = schema.parse(raw);
}, 120_000);
afterAll(() => api.close());

describe('the document of the events', () => {
  it('is AsyncAPI 3.0 by its official schema', () => {
    // It holds the meta-schema of draft 7 itself.
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, meta: false, validateSchema: false });
    const official = ajv.compile(z.record(z.string(), z.unknown()).parse(specs.schemas['3.0.0']));
    official(raw);
    expect(ajv.errorsText(official.errors)).toBe('No errors');
    expect(official({ ...(raw as object), channels: { webhook: { messages: 7 } } })).toBe(false);
  });

  it('is there on both mounts, and holds every event', async () => {
    expect((await api.call('GET', '/api/v2/asyncapi.json')).body).toEqual(raw);
    const names = EVENTS.map(({ name }) => name);
    expect(Object.keys(document.components.messages)).toEqual(names);
    expect(Object.keys(document.channels.webhook.messages)).toEqual(names);
    expect(document.operations.deliver.messages.map(({ $ref }) => $ref.split('/').at(-1))).toEqual(names);
  });

  it.each(EVENTS.map(({ name }) => name))('describes %s so that its example fits', (name) => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const message = document.components.messages[name];
    const fits = ajv.compile(message?.payload ?? {});
    for (const { payload } of message?.examples ?? []) expect([fits(payload), fits.errors]).toEqual([true, null]);
    expect(fits({})).toBe(false);
    expect(JSON.stringify(message?.payload)).not.toContain('"$ref"');
  });

  it('describes headers as their examples are', () => {
    const fits = new Ajv({ strict: false }).compile(document.components.schemas.headers);
    expect([fits(Object.fromEntries(HEADERS.map(({ name, example }) => [name, example]))), fits.errors]).toEqual([true, null]);
    expect(fits({})).toBe(false);
  });
});

describe('the page of the events', () => {
  it('shows every event, header and the signature, without script or anything from elsewhere', async () => {
    const { status, headers, body } = await api.call('GET', '/docs/events');
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const text = String(body['text']);
    for (const { name, type, when } of EVENTS) {
      expect(text).toContain(`id="${name}"`);
      expect(text).toContain(`<code>${type}</code>`);
      expect(text).toContain(when);
    }
    for (const { name } of HEADERS) expect(text).toContain(`<code>${name}</code>`);
    expect(text).toContain('timingSafeEqual');
    expect(text).not.toMatch(/<script|style="|(src|href)="(https?:)?\/\//);
    for (const [, path] of text.matchAll(/href="(\/[^"]*)"/g))
      expect([path, (await api.call('GET', path ?? '')).status]).toEqual([path, 200]);
    for (const [, id] of text.matchAll(/href="#([^"]*)"/g)) expect(text).toContain(`id="${id}"`);
  });
});
