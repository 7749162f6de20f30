import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { environmentRoute } from '../../app/roots.js';
import { given } from '../../kit/given.js';
import { type Search, oneOfIn } from '../../kit/search.js';
import { WINDOW_STATES, listSearchOf } from './search.js';

const listRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/backfills',
  component: lazyRouteComponent(() => import('./backfills.js'), 'BackfillsPage'),
  validateSearch: listSearchOf,
});

const oneRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/backfills/$backfill',
  component: lazyRouteComponent(() => import('./backfill.js'), 'BackfillPage'),
  validateSearch: (search: Search) => given({ windows: oneOfIn(search, 'windows', WINDOW_STATES) }),
});

export const backfillRoutes = [listRoute, oneRoute] as const;
