export const keyRoutes = [] as const;
