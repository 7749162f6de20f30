import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { environmentRoute } from '../../app/roots.js';
import { searchOf } from './filter.js';

const listRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/deliveries',
  component: lazyRouteComponent(() => import('./deliveries.js'), 'DeliveriesPage'),
  validateSearch: searchOf,
});

const oneRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/deliveries/$delivery',
  component: lazyRouteComponent(() => import('./delivery.js'), 'DeliveryPage'),
});

export const deliveryRoutes = [listRoute, oneRoute] as const;
