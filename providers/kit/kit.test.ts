import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Problem } from '../../model/problem.js';
import { itemRefusalOf, readJson, refusalOf, retryAfterMs } from './http.js';
import { pages } from './pages.js';

const answer = (status: number, body = '', headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: Buffer.from(body),
});

describe('answers of a provider', () => {
  test.each([
    [401, 'auth'],
    [403, 'auth'],
    [412, 'auth'],
    [404, 'missing'],
    [410, 'missing'],
    [408, 'transient'],
    [429, 'rate_limited'],
    [500, 'transient'],
    [503, 'transient'],
    [400, 'bug'],
    [422, 'bug'],
  ])('%d is %s', (status, kind) => {
    expect(refusalOf(answer(status), 'the list')).toMatchObject({ kind, code: String(status) });
  });

  test.each([
    [403, '', {}, 'missing'],
    [403, '{"error":{"code":"forbidden"}}', {}, 'missing'],
    [403, '{"error":{"code":"insufficient_scope"}}', {}, 'auth'],
    [403, '', { 'www-authenticate': 'Bearer error="insufficient_scope"' }, 'auth'],
    [401, '', {}, 'auth'],
    [500, '', {}, 'transient'],
  ])('%d %s %j on the address of one item is %s', (status, body, headers, kind) => {
    expect(itemRefusalOf(answer(status, body, headers), 'the activity')).toMatchObject({ kind, code: String(status) });
  });

  test.each([
    [{ 'retry-after': '12' }, 12_000],
    [{ 'retry-after': 'Thu, 01 Oct 2026 00:01:00 GMT' }, 60_000],
    [{ 'retry-after': 'Thu, 01 Oct 2025 00:00:00 GMT' }, 0],
    [{ 'ratelimit-reset': '3' }, 3000],
    [{ 'retry-after': '3153600000' }, 3_600_000],
    [{ 'retry-after': '3153600000', 'ratelimit-scope': 'user' }, 86_400_000],
    [{ 'retry-after': '9'.repeat(400) }, 3_600_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('%j waits %s ms', (headers, wait) => {
    expect(retryAfterMs(headers as Record<string, string>, Date.UTC(2026, 9, 1))).toBe(wait);
  });

  test('a body is read by its schema; half a body is transient, another shape payload', () => {
    const schema = z.object({ id: z.string() });
    const kindOf = (body: string, status = 200): string => {
      try {
        readJson(answer(status, body), schema, 'the profile');
      } catch (error) {
        if (error instanceof Problem) return error.kind;
      }
      return 'none';
    };
    expect(readJson(answer(201, '{"id":"a","more":1}'), schema, 'the profile')).toEqual({ id: 'a' });
    expect(kindOf('{"id":"a')).toBe('transient');
    expect(kindOf('{"id":5}')).toBe('payload');
    expect(kindOf('', 503)).toBe('transient');
  });
});

describe('pages', () => {
  const ref = (id: string, revision: number | null = null) => ({ type: 'activity', id, revision }) as const;
  const query = { type: 'activity', by: 'happened', range: { startMs: 0, endMs: 1 }, cursor: null } as const;

  test('gives a repeated item once, and again when it is newer', async () => {
    const book = new Map([
      [null, { refs: [ref('a', 1), ref('b')], cursor: '1' }],
      ['1', { refs: [ref('b'), ref('a', 2), ref('c')], cursor: null }],
    ]);
    const found: string[][] = [];
    for await (const page of pages(({ cursor }) => Promise.resolve(book.get(cursor) ?? { refs: [], cursor: null }), query))
      found.push(page.refs.map(({ id }) => id));
    expect(found).toEqual([
      ['a', 'b'],
      ['a', 'c'],
    ]);
  });

  test('pages that lead to one another end as well', async () => {
    let asked = 0;
    const circle = async (): Promise<void> => {
      for await (const page of pages(() => Promise.resolve({ refs: [], cursor: `at-${asked++ % 3}` }), query))
        expect(page.refs).toEqual([]);
    };
    await expect(circle()).rejects.toMatchObject({ kind: 'transient', code: 'CIRCLE' });
    expect(asked).toBeLessThan(6);
  });

  test('a listing without an end is given up', async () => {
    let asked = 0;
    const endless = async (): Promise<void> => {
      for await (const page of pages(() => Promise.resolve({ refs: [], cursor: `at-${asked++}` }), query))
        expect(page.refs).toEqual([]);
    };
    await expect(endless()).rejects.toMatchObject({ kind: 'payload', code: 'ENDLESS_LISTING' });
  });

  test('a page that leads to itself ends as transient', async () => {
    const circle = async (): Promise<void> => {
      for await (const page of pages(() => Promise.resolve({ refs: [], cursor: 'again' }), query)) expect(page.refs).toEqual([]);
    };
    await expect(circle()).rejects.toMatchObject({ kind: 'transient' });
  });
});
