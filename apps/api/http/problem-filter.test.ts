import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ArgumentsHost, NotFoundException } from '@nestjs/common';
import { z } from 'zod';
import { PROBLEM_KINDS, Problem, type ProblemKind } from '../../../model/problem.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { Log } from '../../common/log.js';
import { ProblemFilter } from './problem-filter.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 120_000);
afterAll(() => api.close());

/** What a client gets when a handler throws `error`. */
function answer(error: unknown, url = '/v2/x?api_key=hush') {
  const sent = { status: 0, headers: {} as Record<string, unknown>, body: {} as Record<string, unknown> };
  const reply = {
    header: (name: string, value: unknown) => ((sent.headers[name] = value), reply),
    status: (status: number) => ((sent.status = status), reply),
    send: (body: Record<string, unknown>) => ((sent.body = body), reply),
  };
  const http = { getRequest: () => ({ url }), getResponse: () => reply };
  new ProblemFilter(api.app.get(Log)).catch(error, { switchToHttp: () => http } as unknown as ArgumentsHost);
  return sent;
}

describe('an error', () => {
  it.each(Object.keys(PROBLEM_KINDS) as ProblemKind[])(
    'of kind %s is told with its status and user message, without its cause',
    (kind) => {
      const sent = answer(new Problem(kind, 'what to do', { cause: new Error('row of rider 7') }));
      const status = {
        auth: 401,
        config: 422,
        missing: 404,
        payload: 400,
        conflict: 409,
        rate_limited: 429,
        transient: 503,
        canceled: 503,
        bug: 500,
      }[kind];
      expect(sent).toMatchObject({
        status,
        headers: { 'content-type': 'application/problem+json' },
        body: { detail: 'what to do', message: 'what to do', status: 'error', instance: '/v2/x' },
      });
      expect(JSON.stringify(sent.body)).not.toMatch(/rider|hush/);
    },
  );

  it('that is our bug says nothing of what it was', () => {
    for (const thrown of [new Error('SELECT * FROM rider WHERE name = Ann'), 'Ann', null, { statusCode: 500, message: 'Ann' }]) {
      const sent = answer(thrown);
      expect(sent.status).toBe(500);
      expect(JSON.stringify(sent.body)).not.toMatch(/Ann|SELECT/);
    }
  });

  it('of input names every field at fault', () => {
    const parsed = z
      .object({ start: z.iso.date(), page: z.object({ size: z.int() }) })
      .safeParse({ start: 'soon', page: { size: 'x' } });
    const { status, body } = answer(parsed.error);
    expect(status).toBe(400);
    expect(body['errors']).toMatchObject([{ field: 'start' }, { field: 'page.size' }]);
  });

  it('that passes says when to come again, in whole seconds', () => {
    expect(answer(new Problem('rate_limited', 'slow', { retryAfterMs: 1_200 })).headers['retry-after']).toBe(2);
    expect(answer(new Problem('transient', 'away')).headers['retry-after']).toBeGreaterThan(0);
    expect(answer(new Problem('payload', 'no')).headers['retry-after']).toBeUndefined();
  });

  it('has a code where that is a word of ours, and none that another side made up', () => {
    const codeOf = (code: string, kind: ProblemKind = 'payload') => answer(new Problem(kind, 'no', { code })).body['code'];
    expect([codeOf('FILE_EMPTY'), codeOf('OVERLAP', 'conflict')]).toEqual(['FILE_EMPTY', 'OVERLAP']);
    for (const foreign of ['404', '22P02', 'invalid_grant', 'AKIA7HUSH2KEY', 'A B', 'X'.repeat(41), ''])
      expect(codeOf(foreign)).toBeUndefined();
    expect([codeOf('ECONNREFUSED', 'bug'), codeOf('ECONNREFUSED', 'transient')]).toEqual([undefined, undefined]);
  });

  it('of Nest keeps its status, and no query', () => {
    const sent = answer(new NotFoundException('Cannot GET /v2/nothing?api_key=hush'));
    expect(sent.status).toBe(404);
    expect(JSON.stringify(sent.body)).not.toContain('hush');
  });
});

describe('over HTTP', () => {
  const post = (payload: string, headers: Record<string, string>) =>
    api.app.inject({ method: 'POST', url: '/v2/auth/generateWidgetSession?token=hush', payload, headers });

  it.each([
    ['broken JSON', '{"a":', { 'content-type': 'application/json' }, 400],
    ['another kind of content', '<a/>', { 'content-type': 'text/xml' }, 415],
    ['a body that is too large', `"${'x'.repeat(32 << 20)}"`, { 'content-type': 'application/json' }, 413],
  ])('%s is a problem of the client', async (_, payload, headers, status) => {
    const sent = await post(payload, headers);
    expect(sent.statusCode).toBe(status);
    expect(sent.headers['content-type']).toContain('application/problem+json');
    expect(sent.json()).toMatchObject({
      status: 'error',
      instance: '/v2/auth/generateWidgetSession',
      message: expect.any(String),
    });
    expect(sent.body).not.toContain('hush');
  });

  it('an unknown route is told without its query', async () => {
    const sent = await api.app.inject({ method: 'GET', url: '/v2/nothing?token=hush' });
    expect([sent.statusCode, sent.headers['content-type']]).toEqual([404, expect.stringContaining('application/problem+json')]);
    expect(sent.body).not.toContain('hush');
  });
});
