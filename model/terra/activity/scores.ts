import { z } from 'zod';
import { contributors, number } from '../common/fields.js';

/** Terra Scores. */
export const dataEnrichmentSchema = z.strictObject({
  efficiency_score: number,
  efficiency_contributors: contributors,
  strain_score: number,
  strain_contributors: contributors,
  rcrs_score: number,
  rcrs_contributors: contributors,
  trimp_score: number,
  trimp_contributors: contributors,
});
