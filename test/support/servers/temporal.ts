/** Temporal servers for tests: the run's shared one, or one of a test's own. */
export { sharedTemporal } from './shared.js';
export { privateTemporal, type PrivateTemporal } from './private-temporal.js';
