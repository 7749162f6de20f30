import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/roots.js';

export const homeRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/',
    component: lazyRouteComponent(() => import('./home.js'), 'HomePage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/new',
    component: lazyRouteComponent(() => import('./new-environment.js'), 'NewEnvironmentPage'),
  }),
] as const;
