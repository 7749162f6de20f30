import { Problem } from '../../../model/problem.js';
import { azureblob, gcs, s3 } from './buckets.js';
import { firestore, mongodb, mysql, postgres, supabase } from './databases.js';
import { kafka, sqs, webhook } from './queues.js';
import type { Target } from './target.js';

/** One for each kind of destination at least. */
export const TARGETS: readonly Target[] = [
  s3,
  gcs,
  azureblob,
  sqs,
  kafka,
  webhook,
  postgres,
  mysql,
  mongodb,
  firestore,
  supabase,
];

/** @param names of targets or of kinds (`sql` is two), or `all`. @throws Problem payload that lists what there is */
export function chosenTargets(names: readonly string[]): readonly Target[] {
  const isNamed = (name: string) => (target: Target) => name === 'all' || name === target.name || name === target.kind;
  const unknown = names.filter((name) => !TARGETS.some(isNamed(name)));
  if (unknown.length > 0 || names.length === 0)
    throw new Problem(
      'payload',
      `${names.length === 0 ? 'start what?' : `there is no server for ${unknown.join(', ')};`} There are ${TARGETS.map(({ name }) => name).join(', ')}, sql (postgres and mysql) and all`,
    );
  return TARGETS.filter((target) => names.some((name) => isNamed(name)(target)));
}
