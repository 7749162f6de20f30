import type { CheckWatch } from '../kit/check/check-list.js';
import type { CheckResult } from '../kit/destination.js';
import { checkBucket } from '../kit/objects/check.js';
import type { BucketRights } from '../kit/objects/check.js';
import { problemBy } from '../kit/objects/session.js';
import type { ObjectStore } from '../kit/objects/store.js';
import { classifyS3 } from './classify.js';
import { s3Errors } from './errors.js';
import type { S3Config } from './spec.js';

const asProblem = problemBy(classifyS3);
const RIGHTS: BucketRights = {
  read: 'Grant s3:GetObject on the prefix.',
  remove: 'Grant s3:DeleteObject on the prefix.',
};

function actionFor(code: string | undefined, { endpoint }: S3Config): string {
  if (code === undefined)
    return endpoint === undefined
      ? 'Check region and bucket, and that this server can reach AWS.'
      : 'Check endpoint and force_path_style, and that the store runs and lets Freehub in.';
  const action = s3Errors.find(code)?.action ?? 'look at the state of the store, then run the check again';
  return `${action.charAt(0).toUpperCase()}${action.slice(1)}.`;
}

/** Writes, looks at and deletes the probe object. @throws Problem canceled. */
export const checkS3 = (
  store: ObjectStore,
  config: S3Config,
  signal: AbortSignal,
  watch?: CheckWatch,
): Promise<readonly CheckResult[]> =>
  checkBucket({ store, config, asProblem, rights: RIGHTS, actionFor: (code) => actionFor(code, config) }, signal, watch);
