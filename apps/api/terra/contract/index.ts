/** Every endpoint of the Terra-compatible API. */
import { type Route, routesOf } from '../../http/contract/route.js';
import * as auth from './auth.js';
import * as data from './data.js';
import * as integrations from './integrations.js';
import * as users from './users.js';
import * as writes from './writes.js';

export const routes: readonly Route[] = routesOf([auth, users, integrations, data, writes]);
