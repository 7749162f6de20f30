import type { EnvironmentId } from '../../../model/ids.js';
import { entity } from './entity.js';

/** Whether somebody who connects the same account again keeps the user id. */
export type ReauthIds = 'constant' | 'swapped';

/** A tenant. */
export interface EnvironmentRow {
  readonly id: EnvironmentId;
  readonly devId: string;
  readonly name: string;
  /** Where athletes may be sent back to; empty = anywhere. */
  readonly redirectOrigins: readonly string[];
  readonly reauthIds: ReauthIds;
  readonly createdAt: Date;
}

export const environments = entity<EnvironmentRow>('environment', {
  id: { type: 'uuid', primary: true },
  devId: { type: 'text', name: 'dev_id' },
  name: { type: 'text' },
  redirectOrigins: { type: 'text', array: true, name: 'redirect_origins' },
  reauthIds: { type: 'text', name: 'reauth_ids', default: 'constant' },
  createdAt: { type: 'timestamptz', name: 'created_at', createDate: true },
});
