import { expect, test } from '@jest/globals';
import { Deliverer } from '../deliverer.js';
import { EgressGuard } from '../egress/egress.js';
import { DestinationRegistry } from '../registry.js';
import { testItem } from '../testing/items.js';
import { kinds } from './results.js';
import type { ContractRun } from './run.js';

/** What is the fault of an item, what of the target, and what passes. */
export function tellsTroubleApart(run: ContractRun): void {
  const { kind, io, skip, deliver, held, caseUnless, never } = run;

  test('one item that cannot be accepted does not block the others', async () => {
    const items = Array.from({ length: 30 }, (_, index) => (index % 11 === 4 ? run.rig.poison(testItem()) : testItem()));
    const results = await deliver(items);
    results.forEach((result, index) => {
      const told = result.ok ? 'ok' : `${result.problem.kind}: ${result.problem.code} ${result.problem.message}`;
      expect(`${index} ${told}`).toMatch(index % 11 === 4 ? /^\d+ payload:/ : /^\d+ ok$/);
    });
    expect(await held(...items.map(({ key }) => key))).toHaveLength(27);
  });

  test('one item that our own code cannot take does not block the others', async () => {
    // Beyond what a date can be.
    const odd = { ...testItem(), startTime: null, endTime: null, orderingTimestampMs: 8.64e15 + 1 };
    const items = [testItem(), testItem(), odd, testItem()];
    const [first, second, third, last] = kinds(await deliver(items));
    expect([first, second, last]).toEqual(['ok', 'ok', 'ok']);
    expect(['ok', 'payload', 'bug']).toContain(third);
  });

  test('an unreachable target is transient', async () => {
    expect(kinds(await deliver([testItem(), testItem()], { config: run.rig.unreachable }))).toEqual(['transient', 'transient']);
  });

  test('a wrong secret is no fault of the item', async () => {
    expect(['auth', 'config', 'transient']).toContain(kinds(await deliver([testItem()], { config: run.rig.wrongSecret }))[0]);
  });

  test('a host that is not public and not allowed is config and names the setting', async () => {
    const strict = new Deliverer(new DestinationRegistry([kind]), { ...io, egress: new EgressGuard() });
    const [result] = await strict.deliver({ id: 'one', revision: 1, kind: kind.id, config: run.rig.config }, [testItem()], never);
    await strict.close();
    const problem = result?.ok === false ? result.problem : undefined;
    expect(problem).toMatchObject({ kind: 'config', code: 'EGRESS_BLOCKED' });
    expect(problem?.message).toContain('FREEHUB_EGRESS_ALLOW');
  });

  caseUnless(skip.throttled, 'a target that asks to slow down is rate_limited, with its delay', async () => {
    const throttled = await run.rig.throttle?.();
    if (!throttled) throw new Error('the rig has no throttle: give a reason in `skip`');
    const [result] = await deliver([testItem()]);
    await throttled.release();
    expect(result).toMatchObject({ ok: false, problem: { kind: 'rate_limited', retryAfterMs: throttled.retryAfterMs } });
  });
}
