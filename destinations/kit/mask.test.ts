import { expect, test } from '@jest/globals';
import { maskConfig, Redactor, secretTexts } from './mask.js';

test('shows the first 4 characters of a long secret and nothing of a short one, in place', () => {
  const config = {
    url: 'https://example.com',
    signing_secret: 'abcdefghijkl',
    pin: '12345',
    headers: { authorization: 'Bearer abcdef', 'x-a': 'short' },
  };
  expect(maskConfig(config, ['signing_secret', 'pin', 'headers'])).toEqual({
    url: 'https://example.com',
    signing_secret: 'abcd***',
    pin: '***',
    headers: { authorization: 'Bear***', 'x-a': '***' },
  });
  expect(secretTexts(config, ['headers', 'pin'])).toEqual(['Bearer abcdef', 'short', '12345']);
});

test('blanks out a secret as it stands inside JSON', () => {
  const secret = 's3cr3t"quo\\ted';
  expect(new Redactor([secret]).text(JSON.stringify({ header: `Bearer ${secret}` }))).toBe('{"header":"Bearer ***"}');
});

test('blanks out a secret that holds another as a whole, and also when percent-encoded', () => {
  const redactor = new Redactor(['pass word/1', 'pass']);
  expect(redactor.text('a pass word/1, pass%20word%2F1, pass')).toBe('a ***, ***, ***');
});
