import { z } from 'zod';
import { number, samples } from '../common/fields.js';
import { ketoneSampleTypeSchema } from './enumerations.js';

export const ketoneDataSchema = z.strictObject({
  day_avg_ketone_mg_per_dL: number,
  ketone_samples: samples({ ketone_mg_per_dL: number, sample_type: ketoneSampleTypeSchema.nullable() }),
});
