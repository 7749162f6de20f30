import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { environmentRoute } from '../../app/roots.js';
import { type Search, textIn } from '../../kit/search.js';

const listRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/destinations',
  component: lazyRouteComponent(() => import('./destinations.js'), 'DestinationsPage'),
});

const newRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/destinations/new',
  component: lazyRouteComponent(() => import('./new-destination.js'), 'NewDestinationPage'),
  validateSearch: (search: Search): { readonly kind?: string } => {
    const kind = textIn(search, 'kind');
    return kind === undefined ? {} : { kind };
  },
});

const oneRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/destinations/$destination',
  component: lazyRouteComponent(() => import('./destination.js'), 'DestinationPage'),
});

const editRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/destinations/$destination/edit',
  component: lazyRouteComponent(() => import('./edit-destination.js'), 'EditDestinationPage'),
});

export const destinationRoutes = [listRoute, newRoute, oneRoute, editRoute] as const;
