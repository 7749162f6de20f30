/**
 * What every kind of destination must keep, run against a real server. A kind calls `destinationContract` in its own test file.
 * A case that a kind has no way to meet is reported as skipped, with its reason, never as passed.
 */
import { describe } from '@jest/globals';
import { hasAStableForm } from './contract/form.js';
import { opensAndChecks } from './contract/opening.js';
import { takesNames } from './contract/naming.js';
import type { ContractOptions } from './contract/options.js';
import { previewsWhatItWrites } from './contract/previewing.js';
import { contractRun } from './contract/run.js';
import { keepsSecrets } from './contract/secrets.js';
import { stopsAndCloses } from './contract/stopping.js';
import { tellsTroubleApart } from './contract/trouble.js';
import { keepsTheNewest } from './contract/versions.js';
import { writesWhole } from './contract/writing.js';

export type { ContractOptions, ContractRig } from './contract/options.js';

export function destinationContract(options: ContractOptions): void {
  describe(`destination contract: ${options.name}`, () => {
    const run = contractRun(options);
    opensAndChecks(run);
    takesNames(run);
    writesWhole(run);
    previewsWhatItWrites(run);
    keepsTheNewest(run);
    tellsTroubleApart(run);
    stopsAndCloses(run);
    hasAStableForm(run);
    keepsSecrets(run);
  });
}
