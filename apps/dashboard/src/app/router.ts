import { createRouter } from '@tanstack/react-router';
import { auditRoutes } from '../pages/audit/routes.js';
import { backfillRoutes } from '../pages/backfills/routes.js';
import { connectionRoutes } from '../pages/connections/routes.js';
import { deliveryRoutes } from '../pages/deliveries/routes.js';
import { destinationRoutes } from '../pages/destinations/routes.js';
import { firstRunRoutes } from '../pages/first-run/routes.js';
import { homeRoutes } from '../pages/home/routes.js';
import { keyRoutes } from '../pages/keys/routes.js';
import { overviewRoutes } from '../pages/overview/routes.js';
import { providerRoutes } from '../pages/providers/routes.js';
import { rideRoutes } from '../pages/rides/routes.js';
import { settingRoutes } from '../pages/settings/routes.js';
import { RouteError } from './route-error.js';
import { environmentRoute, rootRoute } from './roots.js';

const routeTree = rootRoute.addChildren([
  ...homeRoutes,
  environmentRoute.addChildren([
    ...overviewRoutes,
    ...firstRunRoutes,
    ...connectionRoutes,
    ...rideRoutes,
    ...backfillRoutes,
    ...deliveryRoutes,
    ...destinationRoutes,
    ...providerRoutes,
    ...keyRoutes,
    ...auditRoutes,
    ...settingRoutes,
  ]),
]);

export const router = createRouter({
  routeTree,
  basepath: '/dashboard',
  defaultPreload: 'intent',
  defaultErrorComponent: RouteError,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
