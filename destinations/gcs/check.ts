import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult } from '../kit/destination.js';
import { checkBucket } from '../kit/objects/check.js';
import type { BucketRights } from '../kit/objects/check.js';
import { problemBy } from '../kit/objects/session.js';
import type { ObjectStore } from '../kit/objects/store.js';
import { classifyGcs } from './classify.js';
import { gcsErrors } from './errors.js';
import type { GcsConfig } from './spec.js';

const asProblem = problemBy(classifyGcs);
const RIGHTS: BucketRights = {
  read: 'Grant storage.objects.get on the bucket, as the role Storage Object User does.',
  remove:
    'Grant storage.objects.delete on the bucket, as the role Storage Object User does: Google asks for it also to overwrite.',
};

function actionFor(code: string | undefined, { api_endpoint: endpoint }: GcsConfig): string {
  if (code === undefined)
    return endpoint === undefined
      ? 'Check that this server can reach storage.googleapis.com and oauth2.googleapis.com.'
      : 'Check api_endpoint, and that it lets Freehub in.';
  const action = gcsErrors.find(code)?.action ?? 'look at the state of the bucket, then run the check again';
  return `${action.charAt(0).toUpperCase()}${action.slice(1)}.`;
}

/** Writes, looks at and deletes the probe object. @throws Problem canceled. */
export const checkGcs = (
  store: ObjectStore,
  config: GcsConfig,
  signal: AbortSignal,
  watch?: CheckWatch,
): Promise<readonly CheckResult[]> =>
  checkBucket({ store, config, asProblem, rights: RIGHTS, actionFor: (code) => actionFor(code, config) }, signal, watch);
