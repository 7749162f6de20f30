/** Starts a sandbox: in its own process by main.ts, or inside a test. */
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import formbody from '@fastify/formbody';
import fastify from 'fastify';
import { installPage } from './control/page.js';
import { installControl } from './control/routes.js';
import { installActivities } from './data/activities.js';
import { installFile } from './data/file.js';
import { openStreams } from './data/streams.js';
import { installLiveControl } from './live/control.js';
import { openDevices } from './live/devices.js';
import { installLive } from './live/routes.js';
import { installLiveSocket } from './live/socket.js';
import { openLiveTokens } from './live/tokens.js';
import { openFaults } from './faults/faults.js';
import { installRequestFaults } from './faults/requests.js';
import { tamperWebhook, webhookDelays } from './faults/webhooks.js';
import { riderOf } from './http/access.js';
import { installErrors } from './http/errors.js';
import { openLimits } from './http/limits.js';
import { installStats, newStats } from './http/stats.js';
import { installAuthorize } from './oauth/authorize.js';
import { installToken } from './oauth/token.js';
import { parseOptions, type SandboxOptions } from './options.js';
import type { Sandbox } from './sandbox.js';
import { openLibrary } from './recorded/library.js';
import { makeRider } from './simulator/rider.js';
import { openDatabase } from './store/database.js';
import { openGrants } from './store/grants.js';
import { openRiders } from './store/riders.js';
import { openRides } from './store/rides.js';
import { openEvents } from './webhooks/events.js';
import { installSubscriptions } from './webhooks/routes.js';
import { openSender } from './webhooks/sender.js';
import { openSubscriptions } from './webhooks/subscriptions.js';
import { openWorld } from './world.js';

export interface RunningSandbox {
  /** Base of everything: OAuth under /oauth and /oauth2, data under /v1, control under /sandbox. */
  readonly url: string;
  readonly port: number;
  readonly rides: number;
  readonly riders: number;
  /** Files of the folder that cannot be served, and why. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  /** Stops within a second; undelivered webhooks stay in the data file. */
  close(): Promise<void>;
}

/** @throws Error that says what is wrong: an option, the port, the data file, the folder of rides. */
export async function startSandbox(given: SandboxOptions = {}): Promise<RunningSandbox> {
  const { sandbox, skipped } = open(given);
  const { options } = sandbox;
  const app = fastify({
    forceCloseConnections: true,
    bodyLimit: 1_048_576,
    genReqId: () => `req_${randomBytes(8).toString('hex')}`,
    logger: { level: 'error' },
  });
  try {
    installErrors(app);
    installStats(app, sandbox.stats);
    installRequestFaults(app, sandbox.faults, (authorization) => riderOf(sandbox, authorization));
    await app.register(formbody);
    installAuthorize(app, sandbox);
    installToken(app, sandbox);
    installActivities(app, sandbox);
    installSubscriptions(app, sandbox);
    installFile(app, sandbox);
    installControl(app, sandbox);
    installLiveControl(app, sandbox);
    installPage(app, sandbox);
    await installLive(app, sandbox);
    installLiveSocket(app, sandbox);
    await app.listen({ host: options.host, port: options.port });
  } catch (error) {
    await sandbox.sender.close();
    sandbox.database.close();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    port,
    rides: sandbox.rides.count(),
    riders: sandbox.riders.all().length,
    skipped,
    close: () => (closed ??= close(app, sandbox)),
  };
}

async function close(app: { close(): PromiseLike<unknown> }, { sender, database }: Sandbox): Promise<void> {
  await sender.close();
  await app.close();
  database.close();
}

function open(given: SandboxOptions): { sandbox: Sandbox; skipped: RunningSandbox['skipped'] } {
  const options = parseOptions(given);
  const { now } = options;
  const database = openDatabase(options.data);
  // The world in the file was made from this seed; another would not fit it.
  const seed = Number(database.remembered('seed', () => String(options.seed)));
  const linkSecret = database.remembered('link_secret', () => randomBytes(24).toString('hex'));
  const riders = openRiders(database, seed, options.riders, now());
  const rides = openRides(database);
  const grants = openGrants(database);
  const subscriptions = openSubscriptions(database);
  const faults = openFaults(seed, now);
  const stats = newStats();
  const sender = openSender({
    database,
    subscriptions,
    now,
    retryScale: options.retryScale,
    batch: options.webhookBatch,
    stats: stats.webhooks,
    tamper: tamperWebhook(faults),
  });
  const events = openEvents({ database, subscriptions, grants, now, delays: webhookDelays(faults), wake: sender.wake });
  const library = options.rides === undefined ? null : openLibrary(options.rides, makeRider(seed, 1));
  const world = openWorld({ seed, database, riders, rides, events, library, now });
  world.begin(options.days, options.shape);
  const streams = openStreams(world.recordingOf, options.cacheMegabytes * 1_048_576);
  const limits = openLimits(options.limits, now);
  const liveTokens = openLiveTokens(database, {
    now,
    graceMs: options.refreshGraceSeconds * 1000,
    lifeMs: options.liveTokenSeconds * 1000,
  });
  const devices = openDevices({ database, seed, riders, rides, recordingOf: world.recordingOf, now });
  const sandbox = {
    options,
    now,
    database,
    riders,
    rides,
    grants,
    world,
    streams,
    subscriptions,
    events,
    sender,
    liveTokens,
    devices,
    faults,
    limits,
    stats,
    linkSecret,
    skipped: library?.skipped ?? [],
  };
  return { sandbox, skipped: sandbox.skipped };
}
