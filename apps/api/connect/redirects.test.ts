import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkRedirect, redirectTarget } from './redirects.js';

describe('where an athlete may be sent back to', () => {
  it.each([null, undefined, ''])('is nowhere when the app says %j', (text) => {
    expect(checkRedirect('f', text, ['https://app.example'])).toBeNull();
  });

  it.each(['https://app.example/done?x=1#y', 'http://127.0.0.1:3000/', 'myapp://connected', 'com.app.ride:/cb'])(
    'may be %s',
    (url) => {
      expect(checkRedirect('f', url, [])).toBe(new URL(url).href);
    },
  );

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://a/b',
    'about:blank',
    'https://user:pw@app.example/',
    '/relative',
    'app.example',
    'https://',
  ])('is never %j', (url) => {
    expect(() => checkRedirect('auth_success_redirect_url', url, [])).toThrow(
      expect.objectContaining({ kind: 'payload', message: expect.stringMatching(/^auth_success_redirect_url: /) }),
    );
  });

  it('is among the origins of the environment, when it names some', () => {
    const origins = ['https://app.example', 'myapp:'];
    for (const url of ['https://app.example/any?x', 'https://APP.example:443/', 'myapp://anything'])
      expect(checkRedirect('f', url, origins)).not.toBeNull();
    for (const url of [
      'http://app.example/',
      'https://app.example:8443/',
      'https://app.example.evil.test/',
      'https://evil.test/https://app.example',
      'otherapp://x',
      'https://app.example@evil.test/',
    ])
      expect(() => checkRedirect('f', url, origins)).toThrow(expect.objectContaining({ kind: 'payload' }));
  });
});

describe('the address with what the app needs to know', () => {
  it('keeps what was there, and replaces what we say ourselves', () => {
    expect(redirectTarget('https://a.example/x?keep=1&user_id=forged#h', { user_id: 'u 1', resource: 'INSIDERS' })).toBe(
      'https://a.example/x?keep=1&user_id=u+1&resource=INSIDERS#h',
    );
    expect(redirectTarget('myapp://done', { user_id: 'u' })).toBe('myapp://done?user_id=u');
  });

  it('carries any text as it is, and stays at its origin', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const target = new URL(redirectTarget('https://a.example/x', { reference_id: text }));
        expect([target.origin, target.searchParams.get('reference_id')]).toEqual(['https://a.example', text]);
      }),
    );
  });
});
