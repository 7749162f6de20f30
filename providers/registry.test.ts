import { describe, expect, test } from '@jest/globals';
import type { InsidersConfig } from './insiders/config.js';
import { insiders } from './insiders/index.js';
import { defineProvider } from './kit/bound.js';
import { contradictions } from './kit/capabilities.js';
import type { Provider } from './kit/provider.js';
import { providers } from './registry.js';

describe('facts of a provider', () => {
  const { webhooks, ...withoutWebhooks } = insiders;
  const withFacts = (facts: Partial<Provider<InsidersConfig>['capabilities']>): Provider<InsidersConfig> => ({
    ...insiders,
    capabilities: { ...insiders.capabilities, ...facts },
  });
  const broken: [name: string, provider: Provider<InsidersConfig>, fault: RegExp][] = [
    ['a webhook capability without webhooks', withoutWebhooks, /disagree/],
    ['webhooks without the capability', withFacts({ webhook: 'none' }), /disagree/],
    ['no type', withFacts({ types: [] }), /no type/],
    ['a type twice', withFacts({ types: ['activity', 'activity'] }), /twice/],
    ['access of a manager without the facet', withFacts({ access: 'manager' }), /access/],
    ['half a day', withFacts({ windowDays: 0.5 }), /windowDays/],
    ['no history', withFacts({ maxHistoryDays: 0 }), /maxHistoryDays/],
    ['a lower-case id', { ...insiders, spec: { ...insiders.spec, id: 'insiders' } }, /id/],
  ];

  test.each(broken)('%s is found', (_name, provider, fault) => {
    expect(contradictions(provider).join('; ')).toMatch(fault);
    expect(() => defineProvider(provider)).toThrow(TypeError);
  });

  test('the registered providers are sound, frozen and named', () => {
    expect(webhooks).toBeDefined();
    for (const kind of providers.list()) {
      expect(Object.isFrozen(kind.capabilities.types)).toBe(true);
      expect(providers.get(kind.id)).toBe(kind);
      expect(kind.validate(kind.example)).toEqual(kind.example);
      // `providers kinds` has nothing else to say of a field.
      for (const [field, schema] of Object.entries(kind.jsonSchema['properties'] ?? {}))
        expect([field, schema]).toEqual([field, expect.objectContaining({ description: expect.stringMatching(/\w{2}/) })]);
    }
  });

  test('a wrong setting is named, its value is not', () => {
    const attempt = (): unknown =>
      providers.get('INSIDERS').bind({ ...insiders.spec.example, client_secret: 5, api_url: 'not-an-address' });
    expect(attempt).toThrow(/client_secret/);
    expect(attempt).not.toThrow(/not-an-address/);
  });
});
