import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { environmentRoute } from '../../app/roots.js';

export const firstRunRoutes = [
  createRoute({
    getParentRoute: () => environmentRoute,
    path: '/start',
    component: lazyRouteComponent(() => import('./first-run.js'), 'FirstRunPage'),
  }),
] as const;
