import { expect, it } from '@jest/globals';
import { providerNamed } from './provider-named.js';

it.each(['INSIDERS_LIVE', 'insiders_live', 'Insiders live', ' insiders-live '])('%p names a provider', (typed) => {
  expect(providerNamed(typed)).toBe('INSIDERS_LIVE');
});
