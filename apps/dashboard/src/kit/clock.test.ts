import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { agoText, clockMs, followClock } from './clock.js';

const NOW = Date.parse('2026-07-01T12:00:00Z');

describe('moments', () => {
  it.each([
    [0, 'just now'],
    [-11_000, 'just now'],
    [-30_000, '30 seconds ago'],
    [-90_000, '1 minute ago'],
    [-86_400_000, 'yesterday'],
    [14_000, 'just now'],
    [40_000, 'in 40 seconds'],
    [7_200_000, 'in 2 hours'],
  ])('%d ms away is %s', (awayMs, text) => {
    expect(agoText(NOW + awayMs, NOW)).toBe(text);
  });
});

describe('the clock of a page', () => {
  beforeEach(() => void jest.useFakeTimers({ now: NOW }));
  afterEach(() => void jest.useRealTimers());

  it('is right for who looks after a while in which nobody did', () => {
    followClock(() => undefined)();
    jest.setSystemTime(NOW + 60_000);
    const told = jest.fn();
    const leave = followClock(told);
    expect(clockMs()).toBe(NOW + 60_000);
    expect(told).toHaveBeenCalledTimes(1);
    leave();
  });

  it('stands still between its ticks, and stops when nobody looks', () => {
    const told = jest.fn();
    const leave = followClock(told);
    jest.advanceTimersByTime(9_000);
    expect(clockMs()).toBe(NOW);
    jest.advanceTimersByTime(1_000);
    expect(clockMs()).toBe(NOW + 10_000);
    expect(told).toHaveBeenCalledTimes(2);
    leave();
    expect(jest.getTimerCount()).toBe(0);
  });
});
