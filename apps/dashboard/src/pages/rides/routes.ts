export const rideRoutes = [] as const;
