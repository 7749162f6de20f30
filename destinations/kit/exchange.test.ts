import { describe, expect, it } from '@jest/globals';
import { Problem } from '../../model/problem.js';
import type { ItemResult } from './destination.js';
import { requestLine, shownBody, shownHeaders, withExchange } from './exchange.js';
import { Redactor } from './mask.js';
import { testItem } from './testing/items.js';

const none = new Redactor([]);

describe('what is told of an exchange', () => {
  it('names a method and an address without what may be a key', () => {
    expect(requestLine('POST', new URL('https://ann:pw@app.example:8443/hooks/a?key=s3cret&b=2#x'))).toBe(
      'POST https://app.example:8443/hooks/a?key=***&b=***',
    );
    expect(requestLine('POST', new URL('https://app.example'))).toBe('POST https://app.example/');
  });

  it('masks what is hidden, what sounds like a secret, and the address of a redirect', () => {
    const headers = [
      ['X-Mine', 'mine'],
      ['x-api-key', 'k'],
      ['x-terra-signature', 't=1,v1=ab,v1=cd'],
      ['location', 'https://app.example/login?token=abc'],
      ['server', 'nginx\u0007\u202e'],
    ] as const;
    expect(shownHeaders(headers, new Set(['x-mine'])).map(({ value }) => value)).toEqual([
      '***',
      '***',
      't=1,v1=***,v1=***',
      'https://app.example/login?token=***',
      'nginx',
    ]);
    expect(shownHeaders(Array.from({ length: 100 }, (_, n) => [`h${n}`, 'v'.repeat(1_000)] as const))).toHaveLength(40);
  });

  it('blanks out a secret that the cut would have parted', () => {
    const secret = 'the-secret-of-the-destination';
    const echo = Buffer.from(`${'x'.repeat(2_040)}${secret}`);
    const told = { request: { line: 'POST x' }, answer: { line: '500', ...shownBody(echo, true) } };
    const result = withExchange(
      { ok: false, problem: new Problem('transient', 'no'), exchange: told },
      testItem(),
      undefined,
      new Redactor([secret]),
    );
    expect(result.exchange?.answer?.body).toBe(`${'x'.repeat(2_040)}***`);
    expect(result.exchange?.answer?.isCut).toBe(false);
  });

  it.each<[string, ItemResult, object | null]>([
    ['a success', { ok: true, outcome: 'stale' }, { line: 'stale' }],
    ['a refusal', { ok: false, problem: new Problem('auth', 'no', { code: 'AccessDenied' }) }, { line: 'AccessDenied' }],
    ['silence', { ok: false, problem: new Problem('transient', 'no', { code: 'ECONNRESET' }) }, null],
  ])('of a kind with a line alone is that and the code: %s', (_, result, answer) => {
    const told = withExchange(result, testItem(), () => 'PUT s3://bucket/name', none);
    expect(told.exchange).toEqual({ request: { line: 'PUT s3://bucket/name' }, answer });
    expect(withExchange(result, testItem(), undefined, none)).toBe(result);
  });
});
