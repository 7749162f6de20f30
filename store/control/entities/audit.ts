import type { EnvironmentId } from '../../../model/ids.js';
import { entity } from './entity.js';

/** Who did what when. Written by audit.ts, never changed. */
export interface AuditRow {
  readonly id: string;
  readonly environmentId: EnvironmentId | null;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

export const auditLines = entity<AuditRow>('audit', {
  id: { type: 'uuid', primary: true },
  environmentId: { type: 'uuid', name: 'environment_id', nullable: true, update: false },
  actor: { type: 'text', update: false },
  action: { type: 'text', update: false },
  subject: { type: 'text', update: false },
  detail: { type: 'jsonb', update: false },
  at: { type: 'timestamptz', createDate: true, update: false },
});
