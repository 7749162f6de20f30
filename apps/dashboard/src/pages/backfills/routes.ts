export const backfillRoutes = [] as const;
