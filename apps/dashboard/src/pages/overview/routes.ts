import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { environmentRoute } from '../../app/roots.js';

export const overviewRoutes = [
  createRoute({
    getParentRoute: () => environmentRoute,
    path: '/',
    component: lazyRouteComponent(() => import('./overview.js'), 'OverviewPage'),
  }),
] as const;
