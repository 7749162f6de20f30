import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { environmentRoute } from '../../app/roots.js';
import { given } from '../../kit/given.js';
import { dayIn, oneOfIn, type Search, textIn } from '../../kit/search.js';

export const auditRoutes = [
  createRoute({
    getParentRoute: () => environmentRoute,
    path: '/audit',
    component: lazyRouteComponent(() => import('./audit.js'), 'AuditPage'),
    validateSearch: (search: Search) =>
      given({
        scope: oneOfIn(search, 'scope', ['all'] as const),
        actor: textIn(search, 'actor'),
        action: textIn(search, 'action'),
        subject: textIn(search, 'subject'),
        since: dayIn(search, 'since'),
        until: dayIn(search, 'until'),
      }),
  }),
] as const;
