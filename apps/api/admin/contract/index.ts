/** Every endpoint of the admin API. */
import * as audit from './audit.js';
import * as backfills from './backfills.js';
import * as connections from './connections.js';
import * as deliveries from './deliveries.js';
import * as destinations from './destinations.js';
import * as environments from './environments.js';
import * as providers from './providers.js';
import type { Route } from './route.js';

const isRoute = (value: object): value is Route => 'path' in value && 'method' in value && 'answer' in value;

export const routes: readonly Route[] = [
  environments,
  providers,
  destinations,
  connections,
  backfills,
  deliveries,
  audit,
].flatMap((group) => Object.values<object>(group).filter(isRoute));
