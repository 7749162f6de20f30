import { CheckList } from '../kit/check/check-list.js';
import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult } from '../kit/destination.js';
import { checkBucket } from '../kit/objects/check.js';
import type { BucketRights } from '../kit/objects/check.js';
import { problemBy } from '../kit/objects/session.js';
import type { ObjectStore } from '../kit/objects/store.js';
import { classifyAzure } from './classify.js';
import { azureErrors } from './errors.js';
import { sasState } from './sas.js';
import type { AzureConfig } from './spec.js';

const asProblem = problemBy(classifyAzure);
const EXPIRY = 'SAS token is valid';
const RIGHTS: BucketRights = {
  read: 'Make a SAS token with the permissions rcwd: r is missing.',
  remove: 'Make a SAS token with the permissions rcwd: d is missing.',
};

function actionFor(code: string | undefined): string {
  if (code === undefined) return 'Check account_url, and that this server can reach it.';
  const action = azureErrors.find(code)?.action ?? 'look at the state of the storage account, then run the check again';
  return `${action.charAt(0).toUpperCase()}${action.slice(1)}.`;
}

/** Says when the SAS token ends, then writes, looks at and deletes the probe object. @throws Problem canceled. */
export async function checkAzure(
  store: ObjectStore,
  config: AzureConfig,
  signal: AbortSignal,
  watch?: CheckWatch,
): Promise<readonly CheckResult[]> {
  const state = config.sas_token === undefined ? null : sasState(config.sas_token, Date.now());
  if (state?.expired === true) return new CheckList([EXPIRY], watch).fail(EXPIRY, state, actionFor('SAS_EXPIRED'));
  const also: CheckWatch = {
    plan: (names) => {
      watch?.plan(state ? [...names, EXPIRY] : names);
    },
    ended: (result) => {
      watch?.ended(result);
    },
  };
  const results = await checkBucket({ store, config, asProblem, actionFor, rights: RIGHTS }, signal, also);
  // Only beside a check that went well: a target that cannot be reached has one failed test.
  if (!state || results.some(({ ok }) => !ok)) return results;
  const valid = { name: EXPIRY, ok: true, message: state.message };
  watch?.ended(valid);
  return [...results, valid];
}
