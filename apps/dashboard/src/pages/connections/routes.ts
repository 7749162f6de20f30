import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { environmentRoute } from '../../app/roots.js';
import { given } from '../../kit/given.js';
import { type Search, oneOfIn, textIn } from '../../kit/search.js';
import { CONNECTION_STATES, CONNECTION_TABS, STORY_KINDS } from './words.js';

const connectionsRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/connections',
  component: lazyRouteComponent(() => import('./connections.js'), 'ConnectionsPage'),
  validateSearch: (search: Search) =>
    given({
      search: textIn(search, 'search'),
      provider: textIn(search, 'provider'),
      state: oneOfIn(search, 'state', CONNECTION_STATES),
    }),
});

const connectionRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/connections/$connection',
  component: lazyRouteComponent(() => import('./connection.js'), 'ConnectionPage'),
  validateSearch: (search: Search) =>
    given({
      tab: oneOfIn(search, 'tab', CONNECTION_TABS),
      kind: oneOfIn(search, 'kind', STORY_KINDS),
      type: textIn(search, 'type'),
      year: textIn(search, 'year'),
    }),
});

export const connectionRoutes = [connectionsRoute, connectionRoute] as const;
