/** A recording in the shape of a normalized record (providers/kit), for whatever is imported without a provider's own normalizer. */
import type { Recording } from '../recording/recording.js';
import { terraActivityOf, type TerraActivity, type TerraOptions } from './encode.js';

export interface ActivityRecord extends TerraActivity {
  readonly type: 'activity';
  readonly key: string;
  /** Files have no revisions: our own counting orders them. */
  readonly providerRevision: null;
}

/** @throws Problem payload (encode.ts) */
export const activityRecordOf = (recording: Recording, options: TerraOptions): ActivityRecord => ({
  type: 'activity',
  key: options.summaryId,
  providerRevision: null,
  ...terraActivityOf(recording, options),
});
