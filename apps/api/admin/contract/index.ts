/** Every endpoint of the admin API. */
import * as audit from './audit.js';
import * as backfills from './backfills.js';
import * as connections from './connections.js';
import * as deliveries from './deliveries.js';
import * as destinationTrials from './destination-trials.js';
import * as destinations from './destinations.js';
import * as devices from './devices.js';
import * as environments from './environments.js';
import * as files from './files.js';
import * as providers from './providers.js';
import * as installation from './installation.js';
import * as overview from './overview.js';
import * as records from './records.js';
import * as rides from './rides.js';
import * as session from './session.js';
import * as story from './story.js';
import { type Route, routesOf } from '../../http/contract/route.js';

export const routes: readonly Route[] = routesOf([
  session,
  installation,
  environments,
  overview,
  providers,
  devices,
  destinations,
  destinationTrials,
  connections,
  story,
  rides,
  records,
  files,
  backfills,
  deliveries,
  audit,
]);
