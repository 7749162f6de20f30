/** The routes that all pages hang from. */
import { createRootRoute, createRoute } from '@tanstack/react-router';
import { NotFoundPage } from './not-found.js';
import { RootLayout } from './root-layout.js';
import { Shell } from './shell.js';

export const rootRoute = createRootRoute({ component: RootLayout, notFoundComponent: NotFoundPage });

/** Everything of one environment: its dev-id is in the address, so that links are deep. */
export const environmentRoute = createRoute({ getParentRoute: () => rootRoute, path: '/e/$environment', component: Shell });
