/** The seven kinds of records that Terra knows. */
export const DATA_TYPES = ['activity', 'athlete', 'body', 'daily', 'menstruation', 'nutrition', 'sleep'] as const;
export type DataType = (typeof DATA_TYPES)[number];
