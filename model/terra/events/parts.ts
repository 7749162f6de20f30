/** What many events have. */
import { z } from 'zod';
import { terraUserSchema } from '../user.js';
import { TERRA_VERSION } from './event-types.js';

export const version = z.literal(TERRA_VERSION);
export const user = terraUserSchema;
export const warning = { status: z.literal('warning'), message: z.string() };
