import { describe, expect, it } from '@jest/globals';
import { changeOf, configOf, draftOf } from './schema-draft.js';
import { labelOf, schemaFields } from './schema-fields.js';

const fields = schemaFields({
  schema: {
    properties: {
      url: { type: 'string', description: 'Where to' },
      signing_secret: { type: 'string', minLength: 16 },
      headers: { type: 'object', additionalProperties: { type: 'string' } },
      client_key: { type: 'string', maxLength: 100_000 },
      tls: { type: 'boolean', default: true },
      mode: { type: 'string', enum: ['push', 'ping'], default: 'push' },
      timeout_ms: { type: 'integer', minimum: 500, maximum: 30_000, default: 8_000 },
      brokers: { type: 'array', items: { type: 'string' } },
      key_file: { anyOf: [{ type: 'string' }, { type: 'object' }] },
    },
    required: ['url', 'signing_secret'],
  },
  secrets: ['signing_secret', 'headers', 'client_key'],
  example: { url: 'https://example.com', mode: 'push', timeout_ms: 8_000 },
});

describe('the form of a config', () => {
  it('has an input for each shape', () => {
    expect(fields.map(({ name, shape }) => `${name}: ${shape}`)).toEqual([
      'url: text',
      'signing_secret: text',
      'headers: record',
      'client_key: long',
      'tls: switch',
      'mode: choice',
      'timeout_ms: number',
      'brokers: list',
      'key_file: long',
    ]);
    expect(fields.filter(({ isMain }) => isMain).map(({ name }) => name)).toEqual(['url', 'signing_secret', 'mode']);
    expect(labelOf('timeout_ms')).toBe('Timeout (milliseconds)');
  });

  it('sends what was given, and no empty field', () => {
    const draft = { ...draftOf(fields), url: 'https://a.example', signing_secret: '', headers: [{ name: 'x-a', value: '1' }] };
    expect(configOf(fields, draft)).toEqual({
      url: 'https://a.example',
      headers: { 'x-a': '1' },
      tls: true,
      mode: 'push',
      timeout_ms: 8_000,
    });
  });

  it('sends only what was changed, keeps secrets that were left empty, and removes what was taken away', () => {
    const stored = {
      url: 'https://a.example',
      signing_secret: 'abcd***',
      headers: { authorization: 'Bear***' },
      client_key: '***',
      brokers: ['a:1'],
    };
    const draft = draftOf(fields, stored);
    expect(changeOf(fields, draft, stored)).toEqual({});
    const changed = { ...draft, url: 'https://b.example', brokers: [], client_key: null, timeout_ms: 9_000 };
    expect(changeOf(fields, changed, stored)).toEqual({
      url: 'https://b.example',
      client_key: null,
      timeout_ms: 9_000,
      brokers: null,
    });
  });
});
