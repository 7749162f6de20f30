import { describe, expect, it } from '@jest/globals';
import { type Known, whereabouts } from './whereabouts.js';

const begunMs = Date.UTC(2026, 4, 1);
const missing = {
  expected: 9,
  webhook: ['past', 'ours', 'by-hand'],
  sql: ['ours'],
  either: ['past', 'ours', 'by-hand'],
  savedAtMs: new Map([
    ['past', begunMs - 1],
    ['ours', begunMs + 1],
    ['by-hand', begunMs + 2],
  ]),
};
const known: Known = {
  interrupted: false,
  begunMs,
  made: new Set(['ours']),
  notified: true,
  waits: { webhook: false, sql: false },
};

describe('a ride that is missing at the end', () => {
  it('is lost when the demo made it or its past was pulled; what others made may still come', () => {
    expect(whereabouts(missing, known)).toEqual({
      lost: { webhook: ['past', 'ours'], sql: ['ours'], either: ['past', 'ours'] },
      underWay: ['by-hand'],
    });
  });

  it('may still come after a Ctrl-C, whoever made it, unless it is of the past', () => {
    expect(whereabouts(missing, { ...known, interrupted: true })).toEqual({
      lost: { webhook: ['past'], sql: [], either: ['past'] },
      underWay: ['ours', 'by-hand'],
    });
  });

  it('may still come when the provider tells nobody, and polls find it', () => {
    expect(whereabouts(missing, { ...known, notified: false })).toMatchObject({ underWay: ['ours', 'by-hand'] });
  });

  it('may still come to a destination that is paused or behind, and only there', () => {
    expect(whereabouts(missing, { ...known, waits: { webhook: true, sql: false } })).toEqual({
      lost: { webhook: [], sql: ['ours'], either: ['ours'] },
      underWay: ['past', 'by-hand'],
    });
  });
});
