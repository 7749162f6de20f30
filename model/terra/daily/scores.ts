import { z } from 'zod';
import { contributors, integer, number, percentage, text } from '../common/fields.js';

/** The provider's own scores. */
export const dailyScoresSchema = z.strictObject({ activity: percentage, recovery: percentage, sleep: percentage });

/** Terra Scores of a day. */
export const dailyDataEnrichmentSchema = z.strictObject({
  total_stress_score: number,
  stress_contributors: contributors,
  respiratory_score: number,
  respiratory_contributors: contributors,
  immune_index: integer,
  immune_contributors: contributors,
  resilience_score: integer,
  resilience_contributors: contributors,
  strain_index: number,
  /** GREEN, AMBER or RED. */
  strain_traffic_light: text,
  strain_contributors: contributors,
  total_stress_score_v2: number,
  total_stress_score_v2_contributors: contributors,
});
