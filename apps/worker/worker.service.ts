import { fileURLToPath } from 'node:url';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Backfill } from '../../activities/backfill/backfill.js';
import { Deliveries } from '../../activities/deliver/deliveries.js';
import { Housekeeping } from '../../activities/housekeeping/housekeeping.js';
import { ActivityConverter } from '../../activities/convert/converter.js';
import { Packer } from '../../activities/normalize/packer.js';
import { Sync } from '../../activities/sync/sync.js';
import { Deliverer } from '../../destinations/kit/deliverer.js';
import { asId } from '../../model/ids.js';
import type { DestinationId } from '../../model/ids.js';
import type { Settings } from '../../settings/load.js';
import type { Database } from '../../store/database.js';
import { Listener, Waker } from '../../store/wake.js';
import { DATABASE, SETTINGS, required } from '../common/core.module.js';
import { Log } from '../common/log.js';
import { Metrics } from '../common/metrics.js';
import { SignalBudget } from '../common/temporal/signal-budget.js';
import { WorkflowDriver } from '../common/temporal/workflow-driver.js';
import { deliveryActivities, providerActivities } from './activities/bind.js';
import { HealthServer } from './health-server.js';
import { LEASE_MS } from './policies.js';
import { Reconciler } from './reconciler.js';
import { DeliveryLane } from './relief/delivery-lane.js';
import { SyncLane } from './relief/sync-lane.js';
import { WakeUps } from './wake-ups.js';
import { WatchLane } from './watch/watch-lane.js';
import { WorkerHost } from './temporal/worker-host.js';

/** Starts what the role asks for, and ends it in the reverse order: nothing new is taken, what is under way is finished or given back. */
@Injectable()
export class WorkerService implements OnApplicationBootstrap, OnModuleDestroy {
  private syncLane: SyncLane | null = null;
  private deliveryLane: DeliveryLane | null = null;
  private listener: Listener | null = null;
  private host: WorkerHost | null = null;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(DATABASE) private readonly db: Database,
    private readonly sync: Sync,
    private readonly backfill: Backfill,
    private readonly deliveries: Deliveries,
    private readonly deliverer: Deliverer,
    private readonly housekeeping: Housekeeping,
    private readonly reconciler: Reconciler,
    private readonly packer: Packer,
    private readonly converter: ActivityConverter,
    private readonly driver: WorkflowDriver,
    private readonly budget: SignalBudget,
    private readonly waker: Waker,
    private readonly wakeUps: WakeUps,
    private readonly watches: WatchLane,
    private readonly health: HealthServer,
    private readonly metrics: Metrics,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const role = this.settings.workerRole;
    await this.health.listen();
    if (role === 'all' || role === 'providers') {
      // A key ring that was mended is known from now on; the rounds of the house look again.
      this.housekeeping.unlock().then(
        (count) => {
          if (count > 0) this.log.info('connections go on: the key of their tokens is there again', { count });
        },
        (error: unknown) => {
          this.log.warn('locked connections could not be looked at', error);
        },
      );
      this.startSyncLane();
      this.watches.start();
    }
    if (role === 'all' || role === 'delivery') this.startDeliveryLane();
    if (role === 'all' || role === 'workflows') this.reconciler.start();
    this.listener = new Listener(
      required(this.settings.databaseUrl, 'DATABASE_URL'),
      {
        inbox: () => this.syncLane?.poke(),
        delivery: (ids) => this.deliveryLane?.wake(ids.map((id) => asId<DestinationId>(id))),
      },
      (error) => {
        this.log.warn('listening broke off; it begins again', error);
      },
    );
    await this.listener.start();
    this.host = new WorkerHost({
      address: required(this.settings.temporalAddress, 'TEMPORAL_ADDRESS'),
      namespace: this.settings.temporalNamespace,
      role,
      bundlePath: fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url)),
      providerActivities: providerActivities({ sync: this.sync, backfill: this.backfill, log: this.log, metrics: this.metrics }),
      deliveryActivities: deliveryActivities({
        db: this.db,
        deliveries: this.deliveries,
        housekeeping: this.housekeeping,
        reconciler: this.reconciler,
        log: this.log,
      }),
      maxCachedWorkflows: 300,
      onState: (state, error) => {
        this.health.temporal = state;
        if (error) this.log.warn('Temporal is not there yet; live rides go through the relief lane', error);
        else if (state === 'running') this.log.info('Temporal workers are running', { role });
      },
      onFatal: (error) => {
        this.log.error('a Temporal worker failed; this process ends so that it is started afresh', error);
        process.exit(70);
      },
    });
    this.host.start();
  }

  private startSyncLane(): void {
    this.syncLane = new SyncLane({
      db: this.db,
      sync: this.sync,
      parallel: this.settings.syncConcurrency,
      leaseMs: LEASE_MS,
      onDone: ({ outcome }) => {
        this.metrics.syncs.inc({ outcome, driver: 'lane' });
      },
      onRelieved: () => {
        this.metrics.relieved.inc();
        this.waker.wake('relieved');
      },
      onError: (error) => {
        this.log.error('syncing from the inbox failed', error);
      },
    });
    this.syncLane.start();
  }

  private startDeliveryLane(): void {
    const lane = new DeliveryLane({
      db: this.db,
      deliveries: this.deliveries,
      onStarted: (id) => {
        if (this.budget.tryTake()) void this.driver.destination(id);
      },
      onError: (error) => {
        this.log.error('looking for due deliveries failed', error);
      },
    });
    this.deliveryLane = lane;
    this.wakeUps.deliverHere((ids) => {
      lane.wake(ids);
    });
    lane.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.listener?.close();
    this.deliveryLane?.close();
    await Promise.allSettled([this.syncLane?.close(), this.watches.close(), this.reconciler.close()]);
    // Side by side: each has its own grace, and whoever stops us waits 10 s in all.
    await Promise.all([this.deliveries.close(), this.host?.close()]);
    await this.deliverer.close();
    await this.packer.close();
    await this.converter.close();
    await this.health.close();
  }
}
