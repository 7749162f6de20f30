/** What the bundle holds. */
export { backfill } from './backfill.workflow.js';
export { connection } from './connection.workflow.js';
export { destination } from './destination.workflow.js';
export { housekeeping } from './housekeeping.workflow.js';
