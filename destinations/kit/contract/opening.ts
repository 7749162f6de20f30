import { expect, test } from '@jest/globals';
import type { ContractRun } from './run.js';

/** Opening a session and checking a config. */
export function opensAndChecks(run: ContractRun): void {
  const { kind, io, check } = run;

  test('opens without I/O and closes twice', async () => {
    const { session } = await kind.open(run.rig.unreachable, io);
    await session.close();
    await session.close();
  });

  test('check passes on a good config', async () => {
    const report = await check(run.rig.config);
    expect(report.length).toBeGreaterThan(0);
    expect(report.filter(({ ok }) => !ok)).toEqual([]);
  });

  test('check with a wrong secret fails a named test and says what to do', async () => {
    const failed = (await check(run.rig.wrongSecret)).filter(({ ok }) => !ok);
    expect(failed).toHaveLength(1);
    expect(failed[0]?.name).not.toBe('');
    expect(failed[0]?.action?.length).toBeGreaterThan(20);
  });

  test('check of an unreachable target fails its first test and says what to do', async () => {
    const [first, ...rest] = await check(run.rig.unreachable);
    expect(first).toMatchObject({ ok: false });
    expect(first?.action?.length).toBeGreaterThan(20);
    expect(rest).toEqual([]);
  });
}
