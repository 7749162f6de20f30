import { Module } from '@nestjs/common';
import { Backfill, BACKFILL_POLICY } from '../../activities/backfill/backfill.js';
import { Deliveries } from '../../activities/deliver/deliveries.js';
import { DRAIN_POLICY } from '../../activities/deliver/drain.js';
import { PayloadLinks } from '../../activities/deliver/payload-links.js';
import { Housekeeping } from '../../activities/housekeeping/housekeeping.js';
import { ActivityConverter } from '../../activities/convert/converter.js';
import { Packer } from '../../activities/normalize/packer.js';
import { Access } from '../../activities/providers/access.js';
import { ConnectionChanges } from '../../activities/sync/connection-changes.js';
import { Puller } from '../../activities/sync/pull.js';
import { Sync } from '../../activities/sync/sync.js';
import { Deliverer } from '../../destinations/kit/deliverer.js';
import { EgressGuard } from '../../destinations/kit/egress/egress.js';
import { destinationRegistry } from '../../destinations/registry.js';
import { ProviderCalls } from '../../providers/kit/calls.js';
import { providers } from '../../providers/registry.js';
import type { Settings } from '../../settings/load.js';
import { ProviderApps } from '../../store/control/provider-apps.js';
import type { Database } from '../../store/database.js';
import type { PayloadBucket } from '../../store/payload-bucket.js';
import { KeyRing } from '../../store/secrets/key-ring.js';
import { CoreModule, DATABASE, PAYLOAD_BUCKET, SETTINGS } from '../common/core.module.js';
import { Log } from '../common/log.js';
import { Metrics } from '../common/metrics.js';
import { TemporalLink } from '../common/temporal/temporal-link.js';
import { SignalBudget } from '../common/temporal/signal-budget.js';
import { WorkflowDriver } from '../common/temporal/workflow-driver.js';
import { deliveryLog } from './delivery-log.js';
import { HealthServer } from './health-server.js';
import { LEASE_MS, MOST_WATCHES, syncPolicy, threadCount } from './policies.js';
import { Reconciler } from './reconciler.js';
import { WorkerService } from './worker.service.js';
import { WakeUps } from './wake-ups.js';
import { WatchLane } from './watch/watch-lane.js';

@Module({
  imports: [CoreModule],
  providers: [
    WakeUps,
    WorkerService,
    HealthServer,
    {
      provide: ActivityConverter,
      useFactory: (settings: Settings) => new ActivityConverter({ threads: threadCount(settings) }),
      inject: [SETTINGS],
    },
    { provide: Packer, useFactory: (settings: Settings) => new Packer(providers, threadCount(settings)), inject: [SETTINGS] },
    { provide: Access, useFactory: (db: Database, keys: KeyRing) => new Access(db, keys), inject: [DATABASE, KeyRing] },
    {
      provide: Puller,
      useFactory: (db: Database, access: Access, packer: Packer) => new Puller(db, access, packer),
      inject: [DATABASE, Access, Packer],
    },
    {
      provide: ConnectionChanges,
      useFactory: (db: Database, wakeUps: WakeUps) => new ConnectionChanges(db, wakeUps),
      inject: [DATABASE, WakeUps],
    },
    {
      provide: Sync,
      useFactory: (
        db: Database,
        apps: ProviderApps,
        calls: ProviderCalls,
        puller: Puller,
        changes: ConnectionChanges,
        settings: Settings,
        wakeUps: WakeUps,
      ) => new Sync(db, providers, apps, calls, puller, changes, syncPolicy(settings), wakeUps),
      inject: [DATABASE, ProviderApps, ProviderCalls, Puller, ConnectionChanges, SETTINGS, WakeUps],
    },
    {
      provide: Backfill,
      useFactory: (db: Database, apps: ProviderApps, calls: ProviderCalls, puller: Puller, wakeUps: WakeUps) =>
        new Backfill(db, providers, apps, calls, puller, wakeUps, { ...BACKFILL_POLICY, leaseMs: LEASE_MS }),
      inject: [DATABASE, ProviderApps, ProviderCalls, Puller, WakeUps],
    },
    {
      provide: Deliverer,
      useFactory: (egress: EgressGuard, { ambientCredentials }: Settings) =>
        new Deliverer(destinationRegistry, { egress, userAgent: 'freehub', ambientCredentials }),
      inject: [EgressGuard, SETTINGS],
    },
    {
      provide: Deliveries,
      useFactory: (
        db: Database,
        keys: KeyRing,
        deliverer: Deliverer,
        settings: Settings,
        log: Log,
        metrics: Metrics,
        bucket: PayloadBucket | null,
        converter: ActivityConverter,
      ) =>
        new Deliveries(
          {
            db,
            keys,
            deliverer,
            links: new PayloadLinks(db, keys, settings.publicUrl, bucket),
            converter,
            log: deliveryLog(log, metrics),
          },
          {
            ...DRAIN_POLICY,
            batch: 200,
            parallel: 2,
            memoryBytes: settings.deliveryMemoryMb * 2 ** 20,
            keepAnswers: settings.keepAnswers,
            circuit: {
              failures: settings.circuitFailures,
              cooldownMs: settings.circuitCooldownSeconds * 1000,
              maxCooldownMs: 600_000,
              disableAfterMs: settings.disableAfterHours * 3_600_000,
            },
          },
          (error, id) => {
            log.error('a drain broke off; it begins again', error, { destination: id });
          },
        ),
      inject: [DATABASE, KeyRing, Deliverer, SETTINGS, Log, Metrics, PAYLOAD_BUCKET, ActivityConverter],
    },
    {
      provide: Housekeeping,
      useFactory: (db: Database, keys: KeyRing, settings: Settings, bucket: PayloadBucket | null) =>
        new Housekeeping(db, keys, { eventsDays: settings.retentionDays, rawDays: settings.rawRetentionDays }, bucket),
      inject: [DATABASE, KeyRing, SETTINGS, PAYLOAD_BUCKET],
    },
    {
      provide: WatchLane,
      useFactory: (
        db: Database,
        apps: ProviderApps,
        access: Access,
        calls: ProviderCalls,
        egress: EgressGuard,
        driver: WorkflowDriver,
        budget: SignalBudget,
        log: Log,
      ) =>
        new WatchLane({
          db,
          providers,
          apps,
          access,
          calls,
          sockets: { agents: egress.agents },
          most: MOST_WATCHES,
          leaseMs: LEASE_MS,
          // Without a signal the reconciler finds it, two minutes later.
          onDue: (id) => {
            if (budget.tryTake()) void driver.connection(id);
          },
          onTrouble: (problem, { deviceId }) => {
            log.warn('a device cannot be listened to; what it records is found by polling', problem, { device: deviceId });
          },
          onError: (error) => {
            log.warn('looking after the devices that are listened to failed; it is tried again', error);
          },
        }),
      inject: [DATABASE, ProviderApps, Access, ProviderCalls, EgressGuard, WorkflowDriver, SignalBudget, Log],
    },
    {
      provide: Reconciler,
      useFactory: (db: Database, link: TemporalLink, driver: WorkflowDriver, log: Log) =>
        new Reconciler({
          db,
          link,
          driver,
          onError: (error) => {
            log.warn('Temporal cannot be reconciled now', error);
          },
          onRebuilt: (counts) => {
            log.info('a new Temporal namespace: told it everything from PostgreSQL', counts);
          },
        }),
      inject: [DATABASE, TemporalLink, WorkflowDriver, Log],
    },
  ],
})
export class WorkerModule {}
