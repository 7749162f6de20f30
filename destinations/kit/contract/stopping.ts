import { expect, test } from '@jest/globals';
import { Problem } from '../../../model/problem.js';
import { testItem } from '../testing/items.js';
import { kinds } from './results.js';
import type { ContractRun } from './run.js';

/** A stop, and closing. */
export function stopsAndCloses(run: ContractRun): void {
  const { kind, io, deliver, held, never } = run;

  test('stops at once when told to, and that is no attempt', async () => {
    const release = await run.rig.stall();
    const stop = new AbortController();
    const writing = deliver([testItem(), testItem()], { signal: stop.signal });
    setTimeout(() => {
      stop.abort();
    }, 200);
    expect(kinds(await writing)).toEqual(['canceled', 'canceled']);
    // What stalls is let go only now.
    await release();
    expect(kinds(await deliver([testItem()], { signal: AbortSignal.abort() }))).toEqual(['canceled']);
    expect(kinds(await deliver([testItem()]))).toEqual(['ok']);
  });

  test('closing waits for the write under way', async () => {
    const { session } = await kind.open(run.rig.config, io);
    const release = await run.rig.stall();
    const item = testItem();
    let closed = false;
    const writing = session.write([item], never);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closing = session.close().then(() => {
      closed = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(closed).toBe(false);
    await release();
    expect(kinds(await writing)).toEqual(['ok']);
    await closing;
    expect(await held(item.key)).toHaveLength(1);
  });

  test('a write after closing is refused as canceled', async () => {
    const { session } = await kind.open(run.rig.config, io);
    await session.close();
    const failure: unknown = await session.write([testItem()], never).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Problem);
    expect(failure).toMatchObject({ kind: 'canceled' });
  });
}
