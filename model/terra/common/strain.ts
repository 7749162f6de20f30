import { z } from 'zod';
import { number } from './fields.js';

/** On the provider's own scale. */
export const strainDataSchema = z.strictObject({ strain_level: number });
