/** All parts of a running sandbox, as the routes see them. */
import type { Streams } from './data/streams.js';
import type { Faults } from './faults/faults.js';
import type { Devices } from './live/devices.js';
import type { LiveTokens } from './live/tokens.js';
import type { Limits } from './http/limits.js';
import type { Stats } from './http/stats.js';
import type { Options } from './options.js';
import type { Grants } from './store/grants.js';
import type { Riders } from './store/riders.js';
import type { Rides } from './store/rides.js';
import type { Database } from './store/database.js';
import type { Events } from './webhooks/events.js';
import type { Sender } from './webhooks/sender.js';
import type { Subscriptions } from './webhooks/subscriptions.js';
import type { World } from './world.js';

export interface Sandbox {
  readonly options: Options;
  readonly now: () => number;
  readonly database: Database;
  readonly riders: Riders;
  readonly rides: Rides;
  readonly grants: Grants;
  readonly world: World;
  readonly streams: Streams;
  readonly subscriptions: Subscriptions;
  readonly events: Events;
  readonly sender: Sender;
  readonly liveTokens: LiveTokens;
  readonly devices: Devices;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly stats: Stats;
  /** Signs cursors and file links; kept in the data file. */
  readonly linkSecret: string;
  /** Files of the folder of rides that cannot be served, and why. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}
