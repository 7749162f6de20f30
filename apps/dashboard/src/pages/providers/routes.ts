export const providerRoutes = [] as const;
