export const firstRunRoutes = [] as const;
