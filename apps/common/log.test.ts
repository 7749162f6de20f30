import { describe, expect, it } from '@jest/globals';
import type { PinoLogger } from 'nestjs-pino';
import { pino } from 'pino';
import { Problem } from '../../model/problem.js';
import { Log, loggedPath } from './log.js';

const SECRET = 'tok_9f8e7d';
const lines: Record<string, unknown>[] = [];
/** Pino itself: PinoLogger hands `info(facts, message)` on to it. */
const logger = pino(
  { level: 'trace' },
  { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
);
const log = new Log(logger as unknown as PinoLogger);
const logged = (write: () => void): Record<string, unknown> => {
  lines.length = 0;
  write();
  return lines[0] ?? {};
};

describe('the log', () => {
  it('tells an error of ours by its kind and message, one of others by name, code and place', () => {
    const cause = Object.assign(new TypeError(`bad ${SECRET}`), { code: '23505' });
    const line = logged(() => {
      log.error('storing failed', new Problem('transient', 'the provider did not answer', { code: '503', cause }), {
        connection: 'c1',
      });
    });
    expect(line).toMatchObject({
      msg: 'storing failed',
      level: 50,
      connection: 'c1',
      kind: 'transient',
      problem: 'the provider did not answer',
      code: '503',
      error: 'TypeError',
      errorCode: '23505',
      at: expect.stringContaining('log.test.ts'),
    });
  });

  it.each([
    ['a plain message', new Error(`row ${SECRET}`)],
    ['a message that speaks of a place', new SyntaxError(`Unexpected token in JSON at position 5: "${SECRET}"`)],
    ['a message of several lines', new Error(`first\nDETAIL: at ${SECRET}\n   at heart rate ${SECRET}`)],
    [
      'details beside the message',
      Object.assign(new Error('duplicate key'), { detail: `Key (x)=(${SECRET}) exists`, where: SECRET, stack: undefined }),
    ],
    ['an error without a stack that says where', Object.assign(new Error('x'), { stack: `Error: at ${SECRET}` })],
    ['a cause of a cause', new Problem('bug', 'ours', { cause: new Error('outer', { cause: new Error(SECRET) }) })],
    ['no error at all', SECRET],
    ['an object', { message: SECRET, code: SECRET }],
  ])('never carries the text of a foreign error: %s', (_, error) => {
    for (const write of [
      () => {
        log.warn('it failed', error);
      },
      () => {
        log.error('it failed', error);
      },
    ])
      expect(JSON.stringify(logged(write))).not.toContain(SECRET);
  });

  it('tells facts as they are', () => {
    expect(
      logged(() => {
        log.info('done', { count: 3, ok: true, none: null });
      }),
    ).toMatchObject({ level: 30, msg: 'done', count: 3, ok: true, none: null });
  });
});

it.each([
  ['/hooks/insiders/s3cret-segment?mode=subscribe', '/hooks/insiders/…'],
  ['/connect/9f1c5b1e-0000-4000-8000-000000000000/start', '/connect/…/start'],
  ['/connect/callback?code=s3cret&state=s3cret', '/connect/callback'],
  ['/v2/auth/generateWidgetSession?', '/v2/auth/generateWidgetSession'],
])('the path %s is logged as %s', (url, path) => {
  expect(loggedPath(url)).toBe(path);
});
