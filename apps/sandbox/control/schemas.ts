import { z } from 'zod';
import { SCOPES } from '../store/grants.js';

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

export const rideSchema = z.strictObject({
  minutes: z.number().min(1).max(1440).optional(),
  startedAt: instant.optional(),
  shape: z.enum(['mixed', 'standard']).default('mixed'),
});

export const changeSchema = z
  .strictObject({
    name: z.string().min(1).max(200).optional(),
    private: z.boolean().optional(),
    startedAt: instant.optional(),
    calories_kcal: z.number().min(0).nullable().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'name at least one thing to change');

export const burstSchema = z.strictObject({
  count: z.number().int().min(1).max(1_000_000),
  perSecond: z.number().positive().max(5000),
  shape: z.enum(['mixed', 'standard']).default('standard'),
  minutes: z.number().min(1).max(1440).optional(),
});

export const scopesSchema = z.strictObject({ scopes: z.array(z.enum(SCOPES)).min(1) });
export const overviewSchema = z.object({ made: z.string().max(100).optional() });
export const idSchema = z.object({ id: z.string() });
