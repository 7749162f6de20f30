import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { environmentRoute } from '../../app/roots.js';

export const keyRoutes = [
  createRoute({
    getParentRoute: () => environmentRoute,
    path: '/keys',
    component: lazyRouteComponent(() => import('./keys.js'), 'KeysPage'),
  }),
] as const;
