import { describe, expect, it } from '@jest/globals';
import { databaseAt } from './destinations.js';
import { formsOf } from './html-form.js';
import { bar, clock, percentile } from './progress.js';
import { isShownAs } from './set-up.js';
import { chooseWorld, sandboxFlags } from './world.js';

describe('the world', () => {
  it('begins with the defaults and what was asked for, and may get more riders later', () => {
    const world = chooseWorld({ days: 14 }, null);
    expect(world).toEqual({ riders: 3, days: 14, seed: 1, rides: null });
    expect(chooseWorld({ riders: 5 }, world)).toEqual({ ...world, riders: 5 });
    expect(sandboxFlags(chooseWorld({ rides: '/some/rides' }, null))).toContain('/some/rides');
  });

  it.each([
    [{ seed: 2 }, /made with --seed 1; leave --seed out/],
    [{ days: 10 }, /made with --days 14; leave --days out/],
    [{ rides: '/some/rides' }, /made with no --rides; leave --rides out/],
  ])('keeps its past: %p', (wish, expected) => {
    const known = chooseWorld({ days: 14 }, null);
    expect(() => chooseWorld(wish, known)).toThrow(expected);
  });
});

it('reads what a form would send if nobody touched it', () => {
  const html = `<form method="post" action="/go?a=1&amp;b=2"><input type="hidden" name="state" value="s&amp;&quot;1">
    <input type="radio" name="rider" value="x"> <input type="radio" name="rider" value="y" checked required>
    <input type="checkbox" name="granted" value="read" checked><input type="checkbox" name="granted" value="write">
    <button name="decision" value="allow">Allow</button></form><form action="/other"></form>`;
  expect(formsOf(html)).toEqual([
    {
      action: '/go?a=1&b=2',
      fields: [
        ['state', 's&"1'],
        ['rider', 'y'],
        ['granted', 'read'],
      ],
    },
    { action: '/other', fields: [] },
  ]);
});

it('turns a database address into the config of a destination', () => {
  const { config } = databaseAt({ url: 'postgres://me:p%40ss@[::1]/my%20db?sslmode=verify-full', schema: 'demo' });
  expect(config).toMatchObject({
    host: '::1',
    port: 5432,
    database: 'my db',
    username: 'me',
    password: 'p@ss',
    schema: 'demo',
    tls: 'verify-full',
  });
  expect(databaseAt({ url: 'postgres://me@db:6000/x', schema: 'demo' }).config).toMatchObject({ port: 6000, tls: 'disable' });
});

it('compares secrets by what the api shows of them', () => {
  const wanted = { url: 'http://x', secret: 'abcdefghijklmnop' };
  expect(isShownAs(wanted, { url: 'http://x', secret: 'abcd***', more: 1 }, ['secret'])).toBe(true);
  expect(isShownAs(wanted, { url: 'http://x', secret: 'zzzz***' }, ['secret'])).toBe(false);
  expect(isShownAs(wanted, { url: 'http://y', secret: 'abcd***' }, ['secret'])).toBe(false);
});

it('counts and measures for people', () => {
  expect(bar(1, 4)).toBe(`${'█'.repeat(6)}${'░'.repeat(18)}  25%`);
  expect(bar(0, 0)).toMatch(/^█{24} 100%$/);
  expect([clock(59.6), clock(3_725), clock(61)]).toEqual(['1:00', '1:02:05', '1:01']);
  const values = [40, 10, 30, 20];
  expect([0.5, 0.95, 0.99].map((quantile) => percentile(values, quantile))).toEqual([20, 40, 40]);
  expect(percentile([], 0.5)).toBeNull();
});
