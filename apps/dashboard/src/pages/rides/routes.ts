import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { environmentRoute } from '../../app/roots.js';
import { given } from '../../kit/given.js';
import { type Search, dayIn, oneOfIn, textIn } from '../../kit/search.js';
import { RECORD_TYPES } from './record-types.js';

const ridesRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/rides',
  component: lazyRouteComponent(() => import('./rides.js'), 'RidesPage'),
  validateSearch: (search: Search) =>
    given({
      type: oneOfIn(search, 'type', RECORD_TYPES),
      connection: textIn(search, 'connection'),
      since: dayIn(search, 'since'),
      until: dayIn(search, 'until'),
    }),
});

const rideRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: '/rides/$connection/$type/$key',
  component: lazyRouteComponent(() => import('./record.js'), 'RecordPage'),
});

export const rideRoutes = [ridesRoute, rideRoute] as const;
