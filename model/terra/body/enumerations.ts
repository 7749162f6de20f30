/** Terra's enumerations of body measurements (terra openapi, `schemas/core`). */
import { z } from 'zod';

const AFIB_FLAGS = { NEGATIVE: 0, POSITIVE: 1, INCONCLUSIVE: 2 } as const;
export const afibFlagSchema = z.enum(AFIB_FLAGS);

const GLUCOSE_FLAGS = { NORMAL: 0, HIGH: 1, LOW: 2 } as const;
export const glucoseFlagSchema = z.enum(GLUCOSE_FLAGS);

const TREND_ARROWS = { UNKNOWN: 0, FALLING_QUICKLY: 1, FALLING: 2, FLAT: 3, RISING: 4, RISING_QUICKLY: 5 } as const;
export const trendArrowSchema = z.enum(TREND_ARROWS);

const KETONE_SAMPLE_TYPES = { UNKNOWN: 0, BLOOD: 1, URINE: 2, BREATH: 3 } as const;
export const ketoneSampleTypeSchema = z.enum(KETONE_SAMPLE_TYPES);
