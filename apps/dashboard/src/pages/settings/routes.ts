import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { environmentRoute } from '../../app/roots.js';
import { given } from '../../kit/given.js';
import { oneOfIn, type Search, textIn } from '../../kit/search.js';
import { SETTING_TABS } from './tabs.js';

export const settingRoutes = [
  createRoute({
    getParentRoute: () => environmentRoute,
    path: '/settings',
    component: lazyRouteComponent(() => import('./settings.js'), 'SettingsPage'),
    validateSearch: (search: Search) => given({ tab: oneOfIn(search, 'tab', SETTING_TABS), search: textIn(search, 'search') }),
  }),
] as const;
