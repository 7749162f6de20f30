import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { environmentRoute } from '../../app/roots.js';
import { given } from '../../kit/given.js';
import { oneOfIn, type Search } from '../../kit/search.js';
import { PROVIDER_TABS } from './tabs.js';

export const providerRoutes = [
  createRoute({
    getParentRoute: () => environmentRoute,
    path: '/providers',
    component: lazyRouteComponent(() => import('./providers.js'), 'ProvidersPage'),
  }),
  createRoute({
    getParentRoute: () => environmentRoute,
    path: '/providers/$provider',
    component: lazyRouteComponent(() => import('./provider.js'), 'ProviderPage'),
    validateSearch: (search: Search) => given({ tab: oneOfIn(search, 'tab', PROVIDER_TABS) }),
  }),
] as const;
