import { describe, expect, it } from '@jest/globals';
import { PROBLEM_KINDS, Problem, type ProblemKind } from './problem.js';

const SECRET = 'Bearer abc 142 bpm';

describe('a problem', () => {
  it('is stored and shown without its cause and stack', () => {
    const problem = new Problem('transient', 'try again', { code: '503', cause: new Error(SECRET), retryAfterMs: 5 });
    expect(JSON.parse(JSON.stringify(problem))).toEqual({ kind: 'transient', message: 'try again', code: '503' });
    expect(problem).toMatchObject({ userMessage: 'try again', retryAfterMs: 5, retryable: true });
    expect(problem.cause).toBeInstanceOf(Error);
  });

  it('without a code or a cause has none', () => {
    const problem = new Problem('payload', 'no');
    expect(JSON.stringify(problem)).toBe('{"kind":"payload","message":"no"}');
    expect('cause' in problem).toBe(false);
  });

  it.each(Object.keys(PROBLEM_KINDS) as ProblemKind[])('of kind %s passes a boundary unchanged', (kind) => {
    const problem = new Problem(kind, 'so');
    expect(Problem.from(problem)).toBe(problem);
    expect(problem.retryable).toBe(PROBLEM_KINDS[kind].retry);
  });
});

describe('anything else that was thrown', () => {
  it('is a bug of ours, and its text stays inside', () => {
    for (const thrown of [new Error(SECRET), SECRET, { message: SECRET }, null, undefined]) {
      const problem = Problem.from(thrown, 'normalizing');
      expect(problem).toMatchObject({ kind: 'bug', message: 'an unexpected error while normalizing', retryable: true });
      expect(JSON.stringify(problem)).not.toContain('142');
    }
  });

  it('is a stop when it was aborted', () => {
    expect(Problem.from(Object.assign(new Error('x'), { name: 'AbortError' }), 'polling')).toMatchObject({
      kind: 'canceled',
      message: 'polling was stopped',
    });
  });
});
