import { z } from 'zod';
import { contributors, number, percentage } from '../common/fields.js';

/** The provider's own score. */
export const sleepScoresSchema = z.strictObject({ sleep: number });

export const readinessDataSchema = z.strictObject({ readiness: percentage, recovery_level: number });

/** Terra Scores of a sleep. */
export const sleepDataEnrichmentSchema = z.strictObject({
  sleep_score: number,
  sleep_contributors: contributors,
  readiness_score: number,
  readiness_contributors: contributors,
  sleep_score_v2: number,
  sleep_score_v2_contributors: contributors,
  respiratory_score_v2: number,
  respiratory_score_v2_contributors: contributors,
});
