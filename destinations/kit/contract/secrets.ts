import { expect, test } from '@jest/globals';
import { secretTexts } from '../mask.js';
import type { ContractRun } from './run.js';

/** To be called last: it looks at all that the others were told. */
export function keepsSecrets(run: ContractRun): void {
  const { kind, shown } = run;

  test('no secret was in any result, error or report', () => {
    const secrets = [run.rig.config, run.rig.wrongSecret, run.rig.unreachable].flatMap((config) =>
      secretTexts(config, kind.secrets),
    );
    expect(secrets.length).toBeGreaterThan(0);
    expect(shown.length).toBeGreaterThan(20);
    for (const secret of secrets) expect(shown.some((text) => text.includes(secret))).toBe(false);
  });
}
